"""The painter's vocabulary: plain tables, the words for each meaning, commas between phrases.

Plurals of things are made by rule; irregular ones stand here. Hyphens and apostrophes are blanks.
What is only like something that the painter knows stands in `nearest`. Knows nothing of sentences
or pictures.
"""

from collections.abc import Mapping

from inference.painter.scene import (
    Composition,
    Hour,
    Palette,
    Place,
    Season,
    Side,
    Style,
    Weather,
)

SUBJECT_WORDS: Mapping[str, str] = {
    "cat": "kitten, kitty, tomcat, tabby, pussycat",
    "dog": "puppy, hound, terrier, labrador, doggy, pup",
    "fox": "vixen",
    "rabbit": "bunny, hare, bunny rabbit",
    "horse": "pony, stallion, mare, foal",
    "elephant": "",
    "sheep": "lamb, ewe, sheep",
    "bird": "robin, sparrow, songbird, finch, birdie, bluebird, swallow, seagull, gull",
    "owl": "owlet",
    "penguin": "",
    "duck": "duckling, mallard, rubber duck",
    "butterfly": "moth",
    "fish": "goldfish, koi, clownfish, fishes, trout, tropical fish",
    "whale": "humpback, humpback whale",
    "turtle": "tortoise, sea turtle",
    "octopus": "octopi, squid",
    "tree": "oak, oak tree, apple tree, maple, birch, beech, linden",
    "pine": "pine tree, fir, fir tree, spruce, conifer, christmas tree",
    "palm": "palm tree, coconut palm",
    "cactus": "cacti, cactuses, saguaro",
    "bush": "shrub, hedge",
    "flower": "daisy, rose, blossom, poppy, bloom, wildflower, lily, dahlia",
    "tulip": "",
    "sunflower": "",
    "mushroom": "toadstool, fungus",
    "house": "cottage, cabin, hut, home, farmhouse, barn, farm, villa, chalet",
    "castle": "fortress, palace, chateau, fort",
    "lighthouse": "light house, beacon",
    "windmill": "wind mill, mill",
    "church": "chapel, cathedral, steeple",
    "sailboat": "sailing boat, sail boat, boat, yacht, sailing ship, dinghy, sailer, regatta",
    "ship": """
        steamer, steamship, ferry, liner, ocean liner, cruise ship, freighter, vessel, tugboat
        """,
    "balloon": "hot air balloon, air balloon",
    "rocket": "spaceship, space ship, rocket ship, spacecraft, starship, space rocket",
    "plane": "airplane, aeroplane, aircraft, propeller plane, biplane, jet",
    "car": "automobile, beetle car, convertible, sedan",
    "train": "locomotive, steam train, steam locomotive, railway, steam engine",
    "bicycle": "bike, pushbike",
    "person": """
        man, woman, girl, boy, child, lady, human, people, men, women, children, kid, figure,
        gentleman, farmer, sailor, traveller, traveler, wanderer, dancer, couple of people
        """,
    "robot": "android, droid, automaton",
    "snowman": "snowmen, snow man",
    "teapot": "tea pot, kettle",
    "cup": "mug, teacup, coffee cup, cup of coffee, cup of tea, coffee, tea",
    "apple": "fruit",
    "vase": "bouquet, vase of flowers, vase with flowers, flower pot, pot of flowers, still life",
    "umbrella": "parasol, brolly",
    "bear": "teddy bear, teddy, grizzly, grizzly bear, polar bear",
    "frog": "toad, tree frog, froggy",
    "snail": "slug",
    "giraffe": "",
    "mouse": "rat, field mouse",
    "crab": "",
    "jellyfish": "jelly fish, medusa",
    "starfish": "star fish, sea star",
    "pear": "",
    "banana": "",
    "cake": "birthday cake, wedding cake, pie, gateau, layer cake",
    "ice cream": "icecream, ice cream cone, gelato, sundae",
    "tower": "turret, watchtower, watch tower",
    "tent": "tipi, teepee, marquee, camp",
    "igloo": "snow hut, snow house",
    "bus": "coach, omnibus, school bus, minibus",
    "tractor": "",
    "helicopter": "chopper",
    "kite": "",
    "clock": "alarm clock, watch",
    "book": "pile of books, stack of books, novel",
    "guitar": "acoustic guitar, ukulele",
    "candle": "candlestick, taper",
    "astronaut": "spaceman, cosmonaut, space man, spacewoman",
    "ghost": "spook, phantom, spectre, specter",
    "ball": "sphere, orb, beach ball, globe",
    "cube": "dice, toy block, building block",
    "pyramid": "great pyramid, egyptian pyramid",
    "spiral": "helix, coil",
    "lamp": "street lamp, lamp post, lamppost, streetlight, street light, lantern",
}
"""What else the things it draws are called."""

COLOUR_WORDS: Mapping[str, str] = {
    "red": "scarlet, vermilion, reddish, ruby, rusty",
    "orange": "ginger, amber, tangerine, apricot, coral",
    "yellow": "lemon yellow, yellowish, canary, mustard, blond, blonde",
    "gold": "golden, gilded, ochre",
    "lime": "lime green, light green, chartreuse, bright green",
    "green": "emerald, greenish, olive, dark green, forest green, mint",
    "turquoise": "teal, cyan, aqua, aquamarine",
    "blue": "azure, bluish, sky blue, light blue, cobalt, ultramarine, sapphire",
    "navy": "navy blue, dark blue, indigo, midnight blue",
    "purple": "violet, lilac, lavender coloured, mauve, amethyst",
    "pink": "rosy, magenta, salmon, fuchsia, rose coloured, hot pink",
    "crimson": "maroon, burgundy, dark red, wine red, claret",
    "brown": "chestnut, tan, chocolate, bronze, copper, sepia",
    "beige": "cream, sand coloured, ivory, khaki, cream coloured",
    "white": "snow white, pale, snowy white",
    "silver": "silvery, metallic, chrome",
    "grey": "gray, greyish, grayish, slate, ash",
    "black": "jet black, ebony, pitch black",
}

PLACE_WORDS: Mapping[Place, str] = {
    Place.SEA: """
        sea, ocean, seas, waves, water, waters, high seas, at sea, harbour, harbor, bay, regatta,
        oceans, harbours, harbors, bays
        """,
    Place.LAKE: """
        lake, pond, river, stream, lagoon, loch, lakeside, fjord, lakes, ponds, rivers, streams,
        lagoons, fjords
        """,
    Place.BEACH: """
        beach, coast, seaside, shore, seashore, island, coastline, cliff, cliffs, sand, dune,
        beaches, coasts, shores, islands
        """,
    Place.MEADOW: """
        meadow, field, fields, grass, garden, park, lawn, pasture, countryside, landscape,
        country, farmland, prairie, plain, plains, meadows, gardens, parks, lawns, pastures,
        prairies
        """,
    Place.HILLS: """
        hills, hill, rolling hills, valley, hillside, vineyard, hilltop, valleys, vineyards
        """,
    Place.MOUNTAINS: "mountains, mountain, alps, peaks, alpine, peak, summit, mountain range",
    Place.FOREST: "forest, woods, woodland, wood, forests, clearing, rainforest, rainforests",
    Place.DESERT: "desert, dunes, sahara, wasteland, canyon, savanna, savannah, deserts, canyons",
    Place.TOWN: """
        town, city, street, village, streets, cityscape, square, market, skyline, downtown,
        towns, cities, villages, markets
        """,
    Place.SNOW: """
        in the snow, in snow, snowy, arctic, antarctic, north pole, ice, icy, snow
        covered, snowy landscape, snowfield, frozen
        """,
    Place.UNDERWATER: """
        underwater, under water, under the sea, undersea, coral reef, reef, aquarium, deep sea,
        below the sea, seabed, under the ocean, ocean floor, beneath the waves, under the waves,
        coral reefs, reefs
        """,
    Place.SPACE: """
        space, outer space, galaxy, cosmos, universe, planets, planet, on the moon, nebula, on
        mars, mars, in orbit, milky way, stars and planets, solar system, galaxies, nebulae, nebulas
        """,
    Place.ROOM: """
        room, indoors, table, kitchen, window sill, windowsill, living room, on a table, inside,
        bedroom, interior, on the table, desk, shelf, rooms
        """,
    Place.SKY: """
        in the sky, above the clouds, among the clouds, over the clouds, in the air, in the
        clouds, heaven
        """,
    Place.ABSTRACT: """
        abstract, abstraction, geometric, circles, shapes, abstract art, pattern, patterns,
        kandinsky, bauhaus, triangles, abstract shapes, geometric shapes
        """,
    Place.GRID: """
        grid, grids, mondrian, mondrian grid, de stijl, neoplasticism, grid of lines, coloured
        grid, colored grid
        """,
    Place.INTERRUPTIONS: """
        interruptions, broken lines, molnar, vera molnar, field of lines, short lines
        """,
    Place.SQUARES: """
        squares, nested squares, concentric squares, albers, disordered squares, squares within
        squares
        """,
    Place.WHIRL: "whirl, swirl, vortex, whirls, swirls, maelstrom, whirlpool, spiralling bands",
}

SEASON_WORDS: Mapping[Season, str] = {
    Season.SPRING: "spring, springtime, spring day, in bloom, vernal, april",
    Season.SUMMER: """
        summer, summertime, summery, midsummer, summer day, high summer, june, july, august
        """,
    Season.AUTUMN: """
        autumn, autumnal, fall colours, fall colors, autumn leaves, in the fall, in fall,
        autumn day, september, october, november
        """,
    Season.WINTER: """
        winter, wintry, wintertime, winter day, midwinter, december, january, february
        """,
}

PALETTE_WORDS: Mapping[Palette, str] = {
    Palette.HUE: """
        contrast of hue, hue contrast, primary colours, primary colors, pure colours, pure colors
        """,
    Palette.LIGHT_DARK: """
        light and dark contrast, light dark contrast, contrast of light and dark, chiaroscuro,
        dark and light contrast, strong light and shadow
        """,
    Palette.WARM_COLD: """
        warm and cold contrast, warm cold contrast, cold and warm contrast, cold warm contrast,
        contrast of warm and cold, warm and cool contrast, warm and cool colours, warm and cool
        colors
        """,
    Palette.COMPLEMENTARY: """
        complementary contrast, complementary colours, complementary colors, contrast of
        complements, complementary palette
        """,
    Palette.SIMULTANEOUS: "simultaneous contrast, contrast of simultaneity",
    Palette.SATURATION: """
        contrast of saturation, saturation contrast, selective colour, selective color, colour
        splash, color splash
        """,
    Palette.EXTENSION: """
        contrast of extension, contrast of quantity, contrast of proportion, extension contrast
        """,
    Palette.BAUHAUS: "bauhaus palette, bauhaus colours, bauhaus colors, bauhaus style",
    Palette.FAUVIST: """
        fauvist palette, fauve palette, fauvist, fauvism, fauve, fauves, fauve colours, fauve
        colors, fauvist colours, fauvist colors, palette of the fauves, matisse, derain
        """,
    Palette.IMPRESSIONIST: """
        impressionist palette, impressionist colours, impressionist colors, palette of the
        impressionists, monet palette
        """,
    Palette.UKIYO_E: """
        ukiyo e palette, ukiyo e colours, ukiyo e colors, hokusai palette, hiroshige palette,
        japanese palette
        """,
    Palette.DE_STIJL: """
        de stijl palette, de stijl colours, de stijl colors, mondrian palette, mondrian colours,
        mondrian colors
        """,
}

COMPOSITION_WORDS: Mapping[Composition, str] = {
    Composition.THIRDS: "rule of thirds, law of thirds, by the rule of thirds, thirds",
    Composition.GOLDEN: """
        golden section, golden ratio, golden mean, divine proportion, in the golden section, by the
        golden ratio
        """,
    Composition.SYMMETRY: """
        symmetry, symmetrical, symmetric, symmetrically, mirror symmetry, symmetrical composition,
        symmetric composition, central axis, central perspective, one point perspective, centred
        composition, centered composition, renaissance composition, wes anderson
        """,
    Composition.DIAGONAL: """
        diagonal composition, diagonal, diagonally, diagonals, along a diagonal, on a diagonal,
        baroque composition, baroque diagonal
        """,
    Composition.HIGH_HORIZON: """
        high horizon, with a high horizon, high viewpoint, ukiyo e composition, seen from above
        """,
    Composition.LOW_HORIZON: """
        low horizon, with a low horizon, low viewpoint, wide sky, big sky, dutch landscape, dutch
        golden age
        """,
    Composition.CLOSE_UP: """
        close up, closeup, in close up, extreme close up, close up view, seen close up
        """,
    Composition.PANORAMA: """
        panorama, panoramic, panoramic view, wide view, wide shot, long shot, establishing shot,
        wide angle, sweeping view
        """,
    Composition.FRIEZE: """
        frieze, as a frieze, in a frieze, egyptian frieze, greek frieze, in a row, lined up, in line
        """,
    Composition.EMPTINESS: """
        negative space, emptiness, much emptiness, with much negative space, great emptiness, sumi
        e composition
        """,
}

HOUR_WORDS: Mapping[Hour, str] = {
    Hour.DAWN: "dawn, sunrise, daybreak, early morning, morning, first light, misty morning",
    Hour.DAY: "day, noon, midday, daytime, daylight, afternoon, by day, blue sky",
    Hour.SUNSET: """
        sunset, dusk, evening, twilight, golden hour, sundown, setting sun, evening light,
        sunsets, evening glow, late afternoon, rising sun
        """,
    Hour.NIGHT: "night, midnight, at night, nighttime, night sky, nocturnal, dark night, darkness",
}

WEATHER_WORDS: Mapping[Weather, str] = {
    Weather.CLEAR: "clear, clear sky, cloudless",
    Weather.CLOUDS: "clouds, cloud, cloudy, overcast",
    Weather.RAIN: """
        rain, rainy, raining, storm, stormy, drizzle, thunderstorm, downpour, shower, in the rain
        """,
    Weather.SNOW: "snowing, snowfall, snowflakes, falling snow, blizzard, snowstorm, snow",
    Weather.FOG: "fog, foggy, mist, misty, haze, hazy",
    Weather.STARS: """
        stars, star, starry, starlight, starlit, starry night, starry sky, under the stars
        """,
    Weather.MOON: "moon, full moon, moonlight, moonlit, crescent, crescent moon, moonrise",
    Weather.SUN: "sun, sunny, sunshine, sunlight, sunlit, sunny day",
    Weather.RAINBOW: "rainbow, rainbows",
}

STYLE_WORDS: Mapping[Style, str] = {
    Style.WATERCOLOUR: """
        watercolour, watercolor, water colour, water color, aquarelle, watercolours, watercolors,
        watercolour painting, watercolor painting, gouache
        """,
    Style.OIL: """
        oil, oil painting, oils, oil paint, impressionist, impressionism, impasto, van gogh,
        monet, acrylic, expressionist, brush strokes, brushstrokes, oil on canvas, painterly
        """,
    Style.INK: """
        ink, pen and ink, ink drawing, sumi e, ink wash, line drawing, line art, brush and ink,
        pen drawing, black and white drawing, monochrome, calligraphy, indian ink, etching
        """,
    Style.PENCIL: """
        pencil, sketch, pencil drawing, pencil sketch, graphite, coloured pencil, colored pencil,
        coloured pencils, colored pencils, crayon, charcoal, drawing, sketched, crayons
        """,
    Style.GLASS: "stained glass, stained glass window, tiffany, leaded glass, church window",
    Style.PIXEL: """
        pixel art, pixel, 8 bit, 8bit, 16 bit, 16bit, pixelated, pixels, retro game, sprite,
        pixelart
        """,
    Style.PAPER: """
        paper cut, papercut, paper cutout, cut paper, paper collage, collage, paper craft,
        papercraft, cutout, layered paper, origami, paper art
        """,
    Style.POINTS: """
        pointillism, pointillist, pointilism, seurat, dots, dotted, divisionism, stippled
        """,
    Style.POSTER: """
        poster, travel poster, flat, flat design, vector, vector art, minimalist, art deco, screen
        print, illustration, screenprint, flat illustration, minimal, cartoon
        """,
    Style.WOODBLOCK: """
        woodblock, ukiyo e, ukiyoe, japanese print, wood block, hokusai, hiroshige,
        woodblock print, japanese woodblock, japanese woodblock print, japanese
        """,
    Style.PASTEL: "pastel, pastels, chalk, pastel drawing, soft pastel, chalks, oil pastel",
    Style.WOODCUT: """
        woodcut, linocut, lino cut, lino print, linoprint, block print, wood cut, wood engraving,
        woodcut print, relief print
        """,
    Style.BLUEPRINT: """
        blueprint, blue print, technical drawing, cyanotype, construction drawing, architect plan
        """,
    Style.NEON: "neon, neon sign, neon lights, neon light, neon tubes, synthwave, glowing neon",
    Style.MOSAIC: "mosaic, tiles, tesserae, byzantine, mosaics, roman mosaic",
}

COUNT_WORDS: Mapping[int, str] = {
    1: "a, an, one, single, lone, lonely, solitary, another, 1",
    2: """
        two, couple, a couple, pair, a pair, both, twin, duo, couple of, a couple of, pair of, a
        pair of, 2
        """,
    3: "three, trio, few, a few, some, trio of, a trio of, 3",
    4: "four, several, group of, a group of, row of, a row of, quartet, quartet of, 4",
    5: "five, herd of, a herd of, fleet of, a fleet of, bunch of, a bunch of, family of, 5",
    6: """
        six, many, lots of, flock of, a flock of, school of, swarm of, a swarm of, half a dozen,
        field of, a field of, a school of, a lot of, crowd of, a crowd of, countless, 6
        """,
    7: "seven, 7",
    8: "eight, 8",
    9: "nine, 9",
    10: "ten, 10",
    12: "eleven, twelve, a dozen, dozen, 11, 12",
    20: "twenty, thirty, fifty, hundred, a hundred, hundreds of, thousand, dozens of",
}
"""How many a word means."""

IRREGULAR_PLURALS = frozenset(
    {"men", "women", "children", "mice", "geese", "wolves", "snowmen", "octopi", "cacti", "fishes"}
)

FLYING_WORDS = """
    flying, flies, fly, soaring, hovering, in flight, floating in the air, gliding, take off
    """

BEHIND_WORDS = "behind, at the back of"
"""What stands before one of these is behind what follows."""

BEFORE_WORDS = "in front of, before"
"""What stands after one of these is behind."""

DISTANT_WORDS = "in the background, in the distance"
"""What stands before one of these is behind everything."""

RELATION_WORDS: Mapping[str, str] = {
    "left": """
        left of, to the left of, on the left of, at the left of, on the left side of, on the left
        hand of
        """,
    "right": """
        right of, to the right of, on the right of, at the right of, on the right side of, on the
        right hand of
        """,
    "beside": """
        beside, next to, alongside, by the side of, at the side of, near, close to, close by, right
        next to, side by side with
        """,
    "above": "above, over, high above, high over, hovering over, hovering above, right above",
    "under": "under, below, beneath, underneath, right below, right under",
}
"""How what stands before one of these is to what follows."""

SIDE_WORDS: Mapping[Side, str] = {
    Side.LEFT: """
        on the left, at the left, to the left, on the left side, on the left hand side, at left, on
        the far left, on the left of the picture, on the left of the image
        """,
    Side.RIGHT: """
        on the right, at the right, to the right, on the right side, on the right hand side, at
        right, on the far right,
        on the right of the picture, on the right of the image
        """,
}

WITHOUT_WORDS = "no, without, not, except, minus"

BREAK_WORDS = """
    and, with, plus, on, in, at, by, of, against
    """

PART_WORDS = """
    roof, door, doors, window, windows, sail, sails, hat, scarf, wall, walls, eyes, eye, ears,
    tail, wings, wing, fur, hair, dress, coat, leaves, leaf, petals, stripes, spots, dots on,
    flag, chimney, shutters, wheels, shirt, jacket, boots, background, light, lights, glow,
    shadow, shadows, reflection, sky, skies, reflections, colours, colors, colour, color, hull,
    stem, cap, fence, path, road, clothes, curtains
    """
"""Parts of things and of pictures: their colours and counts are not the thing's."""

FILLER_WORDS = """
    the, this, that, shows, during, weather, these, those, is, are, was, be, being, been, it, its,
    his, her, their, them,
    they, there, here, which, who, whose, to, from, for, as, or, but, then, than, so, very,
    really, quite, just, please, paint, draw, make, create, show, picture, image, painting, art,
    artwork, scene, view, style, in the style of, style of, styled, made, done, look, looking,
    looks, like, has, have, having, some kind of, where, when, while, into, onto, through, along,
    around, across, between, among, amid, up, down, out, off, toward, towards, behind of, all,
    each, every, other, more, most, i, me, my, you, your, we, us, our, want, would, could, can,
    will, do, does, sort, kind, piece, work, photo of, portrait of, background of, front, side,
    left, right, top, bottom, middle, centre, center, foreground, distance, far, away, close, big,
    small,
    little, tiny, large, huge, giant, great, tall, short, long, high, low, old, new, young,
    ancient, beautiful, pretty, lovely, cute, nice, gorgeous, stunning, majestic, magnificent,
    wonderful, amazing, epic, dramatic, serene, calm, quiet, peaceful, tranquil, happy, sad,
    cheerful, cosy, cozy, charming, elegant, simple, detailed, highly detailed, intricate,
    colourful, colorful, vibrant, vivid, bright, dark, soft, warm, cold, cool, hot, gentle, wild,
    fluffy, furry, shiny, round, sharp, whimsical, magical, magic, dreamy, mystical, mysterious,
    enchanted, fantasy, romantic, vintage, retro, modern, classic, traditional, rustic, quaint,
    abandoned, empty, open, deep, wide, distant, nearby, masterpiece, best quality, high quality,
    quality, 4k, 8k, hd, ultra, trending on artstation, artstation, award winning, professional,
    sitting, standing, walking, running, sleeping, swimming, floating, sailing, driving, riding,
    jumping, playing, dancing, looking at, lying, resting, growing, rising, shining, falling,
    drifting, moored, parked, landing, glowing, lit, set, made of, full, surrounded, covered,
    filled, wearing, holding, s, t, hot day, day of, beautifully, slightly, gently, softly,
    slowly, fine, good, bold, strong, thick, thin, loose, rough, delicate, scenic, idyllic,
    silent, lush, rolling, favourite, favorite, proud, brave, friendly, curious, funny, silly,
    sleepy, hungry, wet, dry, glass like, jumps, jump, runs, run, sits, sit, stands, stand,
    sleeps, sleep, swims, swim, sails at, floats, float, walks, walk, rides, ride, rests, rest,
    lies, lie, waits, waiting, watching, watches, drinking, eating, quick, lazy, fat, thin, busy,
    clever, wise, fast, slow, fresh, ripe, juicy, tasty, painted, drawn, printed, print, version,
    variation, hand, handmade, textured, texture, composition, perspective, lighting, mood, lines,
    line, swirling, candlelight, atmosphere, atmospheric, palette, contrast, contrasts, tones,
    tone, aesthetic, time, hour
    """
"""Words that change nothing, and those that a painter of rules cannot show."""

NO_SLIPS = """
    angle, angles, applies, backward, basis, boards, bother, breach, bunches, cast, cells, chars,
    chopped, cleaning, collide, comes, composed, computed, confer, consent, content, contents,
    convert, cover, covers, crap, creates, crowns, dangers, defective, demos, destroyed, drain,
    drives, explored, express, factors, fairly, figured, filed, garbage, goods, halfway, hardest,
    harmonic, hearing, inferior, insert, inserts, inspect, kernel, kernels, layer, layers, linear,
    meta, meter, mono, months, padding, pairs, parms, paste, pitches, place, places, plans, pointer,
    poll, popular, portion, portions, post, posts, preset, prevent, price, prices, printer,
    processor, raising, readers, realise, roots, sells, shallow, showing, shrinks, signer, slots,
    stale, stalling, starting, starts, state, states, stats, status, statute, stories,
    story, subsets, suffers, summary, teaches, thanks, ticket, tickets, tiers, titles, torn,
    touches, trans, waives, watched, watcher, watchers, writers
    """
"""Words that mean nothing to the painter, and are no slips of those beside them that do."""
