// Chooses dark, light or the system's theme before the first paint. A classic script on purpose:
// modules run after the page is drawn, and the page would flash in the wrong colours.
(() => {
  const system = matchMedia("(prefers-color-scheme: light)");

  const apply = () => {
    const choice = window.theme.choice;
    const light = choice === "light" || (choice === "system" && system.matches);
    document.documentElement.dataset.theme = light ? "light" : "dark";
  };

  window.theme = {
    get choice() {
      try {
        return localStorage.getItem("theme") ?? "dark";
      } catch {
        return "dark"; // storage is switched off
      }
    },
    choose(choice) {
      try {
        localStorage.setItem("theme", choice);
      } catch {
        // Nothing to remember it in: it holds until the page is closed.
      }
      apply();
    },
  };
  system.addEventListener("change", apply);
  apply();
})();
