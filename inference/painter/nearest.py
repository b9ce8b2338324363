"""What people ask for and the painter does not know, by the nearest that it does.

Plain tables, commas between phrases; plurals of things are made by rule, irregular ones stand here.
What is known by a word of its own stands in the vocabulary and not here, and what resembles
nothing known (a sword, a crown) stands in neither: it is better left out and owned up to.
"""

from collections.abc import Mapping

from inference.painter.scene import Hour, Place, Season, Style, Weather

NEAREST_THINGS: Mapping[str, str] = {
    "cat": """
        lion, lioness, tiger, tigress, leopard, panther, cheetah, jaguar, lynx, cougar, puma,
        ocelot, bobcat, siamese cat, persian cat, raccoon, sphinx
        """,
    "dog": """
        wolf, wolves, coyote, hyena, bulldog, pig, boar, piglet, hog, warthog, dingo, husky, poodle,
        dachshund, dalmatian, chihuahua, corgi, pug, beagle, retriever, golden retriever, german
        shepherd, collie, spaniel, greyhound, mastiff, rottweiler, shiba, shiba inu, werewolf,
        werewolves, cerberus
        """,
    "fox": "jackal, fennec, fennec fox, badger, red panda, marten, dhole, kitsune",
    "rabbit": """
        squirrel, hamster, hedgehog, kangaroo, wallaby, beaver, otter, chipmunk, guinea pig,
        chinchilla, marmot, groundhog, porcupine, easter bunny
        """,
    "mouse": """
        gerbil, mole, vole, shrew, lemming, weasel, ferret, stoat, mongoose, meerkat, skunk,
        opossum, possum, lemur
        """,
    "horse": """
        unicorn, zebra, donkey, mule, deer, stag, doe, fawn, moose, camel, dromedary, cow, calf,
        calves, cattle, bull, llama, alpaca, centaur, pegasus, elk, reindeer, caribou, buffalo,
        bison, ox, oxen, yak, antelope, gazelle, wildebeest, minotaur
        """,
    "elephant": """
        mammoth, rhino, rhinoceros, hippo, hippopotamus, dinosaur, t rex, tyrannosaurus,
        triceratops, stegosaurus, raptor, velociraptor, tapir, anteater, aardvark, godzilla
        """,
    "giraffe": "brontosaurus, diplodocus, brachiosaurus, okapi",
    "bear": """
        panda, giant panda, koala, gorilla, monkey, ape, chimp, chimpanzee, orangutan, baboon,
        gibbon, sloth, wolverine, wombat, tasmanian devil, yeti, beast, bigfoot, king kong, bear cub
        """,
    "sheep": "goat, ram, ibex, mountain goat, billy goat",
    "frog": "newt, salamander, axolotl, tadpole, bullfrog",
    "snail": """
        worm, earthworm, caterpillar, maggot, leech, shell, seashell, sea shell, conch, nautilus,
        ammonite, clam, oyster, mussel, scallop
        """,
    "bird": """
        dragon, eagle, parrot, raven, crow, phoenix, peacock, flamingo, hawk, falcon, heron,
        chicken, rooster, hen, pigeon, dove, stork, griffin, pelican, hummingbird, ostrich, emu,
        toucan, cockatoo, macaw, parakeet, budgie, woodpecker, kingfisher, magpie, blackbird,
        cuckoo, nightingale, vulture, condor, albatross, crane, turkey, quail, pheasant, partridge,
        cormorant, ibis, starling, lark, skylark, wren, kestrel, osprey, buzzard, blue jay, chick,
        cockerel, jackdaw, pterodactyl, pterosaur, wyvern, hippogriff, gargoyle, archaeopteryx
        """,
    "penguin": "puffin, auk, dodo",
    "duck": "swan, goose, geese, gosling, cygnet, platypus, coot, grebe, loon",
    "butterfly": """
        bee, bumblebee, honeybee, dragonfly, bat, fairy, pixie, ladybird, ladybug, wasp, hornet,
        firefly, fireflies, mosquito, gnat, cicada, insect, locust, grasshopper, cricket, mayfly
        """,
    "fish": """
        shark, piranha, seahorse, sea horse, eel, tuna, cod, carp, swordfish, barracuda, herring,
        sardine, angelfish, pufferfish, anglerfish, catfish, manta ray, stingray, guppy, pike,
        halibut, sturgeon, haddock, mackerel, sea bass
        """,
    "whale": """
        dolphin, orca, narwhal, seal, porpoise, beluga, manatee, dugong, sea lion, walrus,
        leviathan, loch ness monster, sea serpent, moby dick
        """,
    "turtle": """
        lizard, crocodile, alligator, snake, serpent, beetle, gecko, chameleon, iguana, komodo
        dragon, cobra, python, viper, rattlesnake, armadillo, terrapin, cockroach, scarab, basilisk
        """,
    "octopus": "spider, tarantula, kraken, alien, monster, sea monster, cuttlefish, hydra, cthulhu",
    "crab": "lobster, shrimp, prawn, scorpion, crayfish, ant, mantis, praying mantis, centipede",
    "jellyfish": "sea anemone, man of war, plankton",
    "starfish": "sea urchin, sea cucumber, sand dollar",
    "tree": """
        willow, bonsai, cherry tree, redwood tree, banyan, baobab, eucalyptus, olive tree, poplar,
        elm, aspen, sycamore, alder, hornbeam, lemon tree, pear tree, plum tree, fig tree, magnolia
        tree, tree of life
        """,
    "pine": "cedar, cypress, cypresses, larch, juniper, redwood, sequoia, yew",
    "palm": "bamboo, banana tree, date palm, banana palm, coconut tree, yucca",
    "cactus": "succulent, agave, aloe, aloe vera, prickly pear, houseleek",
    "bush": """
        fern, ferns, ivy, vine, vines, moss, reed, reeds, herb, herbs, basil, rosemary, heather,
        holly, hydrangea, rhododendron, azalea, rose bush, bramble, thicket, topiary, seaweed, kelp,
        bulrush
        """,
    "flower": """
        orchid, lotus, iris, peony, hyacinth, daffodil, cherry blossom, plant, lavender, magnolia,
        jasmine, hibiscus, carnation, chrysanthemum, marigold, pansy, snowdrop, crocus, narcissus,
        geranium, anemone, cornflower, bluebell, buttercup, edelweiss, foxglove, gladiolus, water
        lily, lily of the valley, clover, thistle, camellia, begonia, primrose, petunia,
        honeysuckle, wisteria, gardenia, forget me not
        """,
    "sunflower": "dandelion, gerbera, wheat, barley, maize, sweetcorn",
    "mushroom": "gnome, smurf, truffle",
    "house": """
        building, shop, store, bridge, restaurant, inn, hotel, cafe, library, lodge, treehouse, tree
        house, mansion, bungalow, shed, garage, stable, greenhouse, apartment, school, university,
        hospital, factory, warehouse, tavern, pub, saloon, bakery, pharmacy, museum, theatre,
        theater, cinema, opera house, train station, railway station, petrol station, gas station,
        gingerbread house, doll house, dollhouse, birdhouse, kennel, stadium, manor, homestead,
        outhouse, prison, supermarket, casino
        """,
    "castle": """
        temple, pagoda, ruin, ruins, monument, citadel, stronghold, kremlin, alhambra, hogwarts,
        dungeon, gate, gateway, arch, archway, triumphal arch, colosseum, acropolis, parthenon,
        stonehenge, sandcastle, sand castle, taj mahal, city wall, amphitheatre, aqueduct
        """,
    "tower": """
        skyscraper, obelisk, minaret, eiffel tower, big ben, leaning tower, water tower, clock
        tower, bell tower, radio tower, silo, smokestack, belfry, campanile, totem, totem pole,
        pillar, column, empire state building, space needle
        """,
    "lighthouse": "observatory, planetarium, buoy",
    "windmill": """
        wind turbine, watermill, water mill, water wheel, ferris wheel, carousel, merry go round,
        pinwheel, weathervane, weather vane, propeller, turbine
        """,
    "church": """
        mosque, monastery, cathedral of notre dame, notre dame, synagogue, abbey, shrine, basilica,
        convent, crypt, tomb, mausoleum, grave, gravestone, tombstone, altar, sagrada familia
        """,
    "tent": "yurt, wigwam, pavilion, gazebo, circus, circus tent, big top, canopy",
    "igloo": "dome, ice cave, beehive, anthill",
    "pyramid": "ziggurat, mayan temple, aztec temple, louvre",
    "sailboat": """
        canoe, kayak, gondola, raft, pirate ship, galleon, rowboat, rowing boat, catamaran,
        speedboat, motorboat, lifeboat, viking ship, longship, longboat, schooner, clipper, frigate,
        surfboard, windsurfer, jet ski, houseboat, fishing boat, trawler
        """,
    "ship": """
        submarine, battleship, aircraft carrier, warship, tanker, barge, titanic, ark, noah s ark,
        oil rig, hovercraft, paddle steamer, icebreaker, destroyer
        """,
    "balloon": "zeppelin, airship, blimp, dirigible, cable car",
    "rocket": """
        satellite, ufo, flying saucer, space station, missile, space shuttle, comet, meteor,
        meteorite, asteroid, shooting star, firework, fireworks, torpedo, starfighter, spaceplane,
        millennium falcon, death star, lunar lander
        """,
    "plane": """
        glider, airliner, jumbo jet, fighter jet, jet plane, seaplane, concorde, hang glider,
        paraglider, paper plane, paper airplane, bomber, spitfire, boeing
        """,
    "helicopter": "drone, quadcopter, autogyro, gyrocopter, jetpack",
    "car": """
        truck, van, taxi, lorry, tank, limousine, racecar, race car, ambulance, fire engine, fire
        truck, police car, sports car, pickup, pickup truck, jeep, suv, ferrari, porsche,
        lamborghini, mustang, volkswagen, tesla, mercedes, bmw, cadillac, delorean, batmobile,
        hearse, go kart, buggy, sled, sleigh, chariot, wheelbarrow
        """,
    "bus": "camper, motorhome, campervan, camper van, caravan, trailer, double decker, trolleybus",
    "train": """
        tram, subway, streetcar, wagon, carriage, stagecoach, metro, monorail, bullet train, roller
        coaster, rollercoaster, tramway, funicular, orient express, hogwarts express
        """,
    "tractor": """
        digger, excavator, bulldozer, combine harvester, plough, plow, steamroller, forklift,
        backhoe, lawnmower, lawn mower, mars rover, rover, snowplough, snowplow
        """,
    "bicycle": """
        motorcycle, motorbike, scooter, tricycle, moped, skateboard, unicycle, rickshaw, tuk tuk,
        wheelchair, segway, vespa, harley, mountain bike, pram, stroller, roller skate
        """,
    "person": """
        wizard, witch, knight, king, queen, princess, prince, pirate, soldier, ninja, samurai, baby,
        portrait, face, angel, mermaid, warrior, elf, elves, chef, painter, doctor, old man,
        superhero, superheroes, santa, santa claus, bride, groom, musician, ballerina, vampire,
        zombie, mozart, composer, pianist, nurse, teacher, professor, student, policeman, policemen,
        police officer, cop, fireman, firemen, firefighter, cowboy, cowgirl, viking, monk, nun,
        priest, pope, clown, jester, magician, detective, spy, thief, burglar, scientist, engineer,
        artist, sculptor, singer, drummer, guitarist, violinist, judge, lawyer, baker, butcher,
        blacksmith, fisherman, fishermen, hunter, shepherd, gardener, gladiator, archer, assassin,
        sorcerer, sorceress, mage, druid, necromancer, god, goddess, demon, devil, goblin, orc,
        troll, ogre, dwarf, dwarves, hobbit, leprechaun, cyclops, genie, nymph, satyr, valkyrie,
        father, mother, dad, mom, mum, grandmother, grandfather, grandma, grandpa, brother, sister,
        son, daughter, friend, family, lover, teenager, toddler, tourist, hiker, climber, skier,
        surfer, swimmer, diver, runner, cyclist, footballer, athlete, boxer, wrestler, fighter,
        emperor, empress, duke, duchess, pharaoh, cleopatra, caesar, napoleon, jesus, buddha,
        madonna, mona lisa, einstein, beethoven, bach, shakespeare, batman, superman, spiderman,
        spider man, wonder woman, harry potter, gandalf, frodo, yoda, darth vader, jedi, barbie,
        super mario, sherlock, sherlock holmes, statue, statue of liberty, sculpture, bust,
        mannequin, scarecrow, actor, actress, pilot, captain, driver, waiter, waitress, businessman,
        businesswoman, worker, miner, peasant, crowd, adventurer, explorer, hero, heroine, villain,
        geisha, bard, barbarian, maid, butler
        """,
    "astronaut": "martian, spacewalker, stormtrooper, deep sea diver, scuba diver",
    "robot": """
        cyborg, mech, golem, toy, doll, puppet, gundam, transformer, terminator, optimus prime, iron
        man, r2d2, c3po, wall e, dalek, machine, nutcracker, marionette, tin man, pinocchio
        """,
    "snowman": "gingerbread man, michelin man, olaf, snow queen",
    "ghost": """
        skeleton, skull, spirit, wraith, banshee, poltergeist, grim reaper, reaper, mummy, mummies,
        soul, apparition, jack o lantern
        """,
    "apple": """
        lemon, cherry, cherries, strawberry, strawberries, peach, tomato, tomatoes, pumpkin, grape,
        melon, watermelon, pineapple, plum, nectarine, pomegranate, blueberry, raspberry,
        blackberry, berry, grapefruit, mandarin, clementine, coconut, onion, potato, potatoes,
        cabbage, lettuce, cauliflower, beetroot, radish, turnip, bell pepper, vegetable, acorn,
        walnut, hazelnut, peanut, nut, heart
        """,
    "pear": "avocado, mango, papaya, fig, aubergine, eggplant, quince, guava, butternut squash",
    "banana": "plantain, cucumber, carrot, corn, corn cob, zucchini, courgette, chili, chilli",
    "cake": """
        pizza, bread, loaf, loaves, hamburger, burger, cheeseburger, sandwich, donut, doughnut,
        cookie, biscuit, croissant, pancake, waffle, muffin, cheesecake, cheese, pudding, tart, bun,
        bagel, pretzel, sushi, taco, burrito, hot dog, pasta, spaghetti, noodles, steak, sausage,
        bacon, meat, meal, dinner, breakfast, brownie, macaron, french fries, popcorn
        """,
    "ice cream": """
        lollipop, candy, candies, cupcake, popsicle, milkshake, frozen yogurt, sorbet, marshmallow,
        cotton candy, candyfloss, sweets
        """,
    "teapot": "jug, pitcher, samovar, coffee pot, watering can, magic lamp, thermos, pan, saucepan",
    "cup": """
        glass, bottle, wine, bowl, beer, plate, pot, goblet, chalice, trophy, jar, bucket, barrel,
        basket, cauldron, tankard, cocktail, whiskey, whisky, champagne, milk, juice, lemonade,
        soda, cola, soup, salad, ramen, cereal, smoothie, flask, potion, drum, drums, thimble, holy
        grail
        """,
    "vase": """
        urn, amphora, fountain, birdbath, potted plant, houseplant, flower bed, wreath, garland
        """,
    "umbrella": "parachute, sunshade, sombrero",
    "lamp": """
        torch, chandelier, light bulb, lightbulb, flashlight, traffic light, spotlight, searchlight,
        lava lamp, streetlamp, floor lamp, table lamp, desk lamp, headlight, signpost, road sign
        """,
    "candle": """
        fire, flame, campfire, bonfire, matchstick, fireplace, wildfire, lighter, menorah, incense,
        ember
        """,
    "clock": """
        hourglass, sundial, pocket watch, wristwatch, stopwatch, compass, metronome, cuckoo clock,
        grandfather clock, barometer, gear, cog, clockwork
        """,
    "book": """
        letter, newspaper, laptop, computer, tablet, phone, smartphone, telephone, iphone, diary,
        notebook, dictionary, bible, encyclopedia, magazine, scroll, envelope, postcard, playing
        card, tarot card, bookshelf, spellbook, grimoire, document, chessboard, chess board
        """,
    "guitar": """
        violin, cello, lute, banjo, harp, viola, double bass, mandolin, sitar, electric guitar, bass
        guitar, trumpet, saxophone, flute, clarinet, trombone, tuba, accordion, harmonica, bagpipe,
        bagpipes, lyre, oboe, bassoon, microphone
        """,
    "kite": "pennant, bunting, windsock",
    "ball": """
        football, basketball, baseball, tennis ball, volleyball, golf ball, bowling ball, soccer
        ball, marble, pearl, bubble, soap bubble, crystal ball, disco ball, snow globe, rock, stone,
        boulder, pebble, egg, eggs, easter egg, planet earth, earth, snowball, yarn, bomb,
        cannonball
        """,
    "cube": """
        box, crate, parcel, gift, present, chest, treasure chest, treasure, suitcase, luggage,
        brick, wardrobe, cupboard, cabinet, fridge, refrigerator, oven, washing machine, sofa,
        couch, armchair, chair, bench, bed, throne, piano, grand piano, organ, television, tv,
        radio, camera, rubik s cube, diamond, crystal, gem, gemstone, jewel, aquarium tank,
        microwave, vending machine, phone booth, telephone booth, tardis, mailbox, letterbox,
        coffin, cage, domino, lego brick
        """,
    "spiral": """
        knot, maze, labyrinth, dna, staircase, spiral staircase, ring, rings, screw, corkscrew,
        fossil, necklace, bracelet, rope, chain, infinity symbol, tornado, twister
        """,
}
"""What it cannot draw, by the nearest thing that it can."""

NEAREST_PLACES: Mapping[Place, str] = {
    Place.SEA: "port, pier, dock, docks, marina, wharf, tsunami, whitecaps, gulf, strait",
    Place.LAKE: """
        waterfall, waterfalls, swamp, marsh, wetland, wetlands, bog, bayou, brook, creek, canal,
        swimming pool, pool, reservoir, hot spring, geyser, niagara falls, delta, riverbank
        """,
    Place.BEACH: "cove, atoll, tropical island, sandbank, boardwalk, promenade, lido",
    Place.MEADOW: """
        orchard, golf course, campsite, playground, backyard, farmyard, battlefield, paddock, zen
        garden, flowerbed, courtyard, graveyard, cemetery, picnic
        """,
    Place.HILLS: "moor, moorland, highlands, rice terraces, tuscany, knoll",
    Place.MOUNTAINS: """
        volcano, volcanoes, cave, cavern, gorge, ravine, himalayas, everest, mount fuji, fuji,
        rockies, matterhorn, ridge, plateau, crag, lava
        """,
    Place.FOREST: "jungle, grove, glade, bamboo forest, undergrowth, taiga, fairy forest",
    Place.DESERT: "oasis, mesa, badlands, outback, wild west, steppe, sandstorm, quarry, egypt",
    Place.TOWN: """
        alley, alleyway, boulevard, avenue, highway, motorway, crossroads, suburb, metropolis,
        airport, harbour town, paris, london, new york, tokyo, venice, rome, berlin, vienna,
        salzburg, amsterdam, manhattan, bazaar, neighborhood, neighbourhood, plaza, rooftops,
        rooftop, parking lot, megacity, atlantis
        """,
    Place.SNOW: """
        glacier, iceberg, icebergs, tundra, ski slope, ice rink, south pole, antarctica, siberia,
        alaska, greenland, frosty, frost, hoarfrost, icicles
        """,
    Place.UNDERWATER: "shipwreck, sunken ship, sunken city, kelp forest, fish tank, abyss",
    Place.SPACE: """
        black hole, supernova, wormhole, saturn, jupiter, venus, neptune, pluto, uranus,
        constellation, constellations, stargate, alien planet, moon base, lunar surface, cosmic
        """,
    Place.ROOM: """
        office, classroom, bathroom, attic, basement, cellar, hall, hallway, corridor, workshop,
        laboratory, lab, dining room, ballroom, ball room, lobby, gym, stage, concert hall, throne
        room, nursery, balcony, picture frame, shop window
        """,
    Place.SKY: "floating island, floating islands, stratosphere, cloudscape, olympus",
    Place.ABSTRACT: """
        suprematism, suprematist, malevich, constructivism, constructivist, miro, zentangle,
        wallpaper, ornament, ornaments
        """,
    Place.GRID: "checkerboard, chequerboard, crossword, circuit board, circuitry, tartan",
    Place.INTERRUPTIONS: "barcode, hatching, op art",
    Place.SQUARES: "mandelbrot, tunnel, infinity mirror, vasarely",
    Place.WHIRL: """
        mandala, fractal, fractals, kaleidoscope, kaleidoscopic, hypnotic, psychedelic, hurricane,
        cyclone, whirlwind, portal, time warp, acid trip
        """,
}
"""Where it cannot go, by the nearest place."""

NEAREST_MOMENTS: Mapping[Hour | Weather | Season, str] = {
    Hour.NIGHT: "eclipse, solar eclipse, nightfall, bedtime, nightlife, blackout",
    Hour.SUNSET: "blue hour, afterglow, alpenglow, magic hour",
    Weather.RAIN: """
        lightning, thunder, lightning bolt, hail, hailstorm, tempest, monsoon, puddle, puddles,
        flood
        """,
    Weather.STARS: "aurora, aurora borealis, northern lights, meteor shower, polar lights",
    Weather.FOG: "smoke, smoky, steam, dust, dusty, smog",
    Weather.CLOUDS: "windy, wind, breeze, breezy, gale, stormclouds, storm clouds, gloomy",
    Weather.SUN: "sunbeam, sunbeams, sunray, sunrays, god rays, rays of light, heatwave",
    Season.SPRING: "easter",
    Season.AUTUMN: "halloween, thanksgiving, harvest",
    Season.WINTER: "christmas, xmas, advent, new year s eve",
}
"""Hours, weather and seasons it does not know by their names, by the nearest."""

NEAREST_STYLES: Mapping[Style, str] = {
    Style.WATERCOLOUR: """
        wet on wet, gouache painting, storybook, children s book, fairytale, fairy tale
        """,
    Style.OIL: """
        photograph, photo, photos, photography, photorealistic, photorealism, realistic, realism,
        hyperrealistic, hyperrealism, hyper realistic, ultra realistic, cinematic, film still, movie
        still, polaroid, 35mm, dslr, bokeh, macro, 3d, 3d render, 3d rendering, 3d model, render,
        rendered, octane render, octane, unreal engine, cgi, ray tracing, concept art, digital art,
        digital painting, digital illustration, matte painting, baroque, renaissance, rococo,
        rembrandt, vermeer, caravaggio, leonardo, da vinci, michelangelo, raphael, botticelli, goya,
        turner, cezanne, gauguin, klimt, munch, frida kahlo, bob ross, dali, magritte, surreal,
        surrealism, surrealist, expressionism, romanticism, fresco, tempera, hieronymus bosch,
        bruegel, renoir, manet, degas, hopper, edward hopper, icon painting
        """,
    Style.INK: """
        manga, tattoo, chinese painting, cross hatching, scribble, doodle, stick figure, quill
        """,
    Style.PENCIL: "storyboard, colouring book, coloring book, coloring page, felt tip",
    Style.GLASS: "cubism, cubist, picasso, braque, low poly, chagall, futurism",
    Style.PIXEL: """
        voxel, minecraft, lego, isometric, ascii, ascii art, cross stitch, video game, gameboy, game
        boy, nintendo, tetris, emoji
        """,
    Style.PAPER: """
        claymation, plasticine, silhouette, silhouettes, shadow puppet, quilling, pop up book,
        kirigami, diorama, puppet show
        """,
    Style.POINTS: """
        signac, confetti, pollock, jackson pollock, aboriginal art, dot painting, halftone
        """,
    Style.POSTER: """
        anime, comic, comics, comic book, comic strip, pixar, disney, ghibli, studio ghibli, pop
        art, warhol, andy warhol, lichtenstein, keith haring, hockney, art nouveau, mucha, graffiti,
        street art, banksy, stencil, sticker, logo, icon, clip art, clipart, infographic, kawaii,
        chibi, cel shaded, graphic novel, graphic design, caricature, simpsons, tintin, propaganda,
        advertisement, album cover, book cover, postage stamp, naive art, folk art, memphis,
        risograph
        """,
    Style.WOODBLOCK: "batik, woodblock carving, kabuki, silk painting",
    Style.PASTEL: "chalkboard, blackboard, airbrush, airbrushed, chalk art, pavement art, sfumato",
    Style.MOSAIC: """
        tapestry, embroidery, embroidered, quilt, patchwork, knitted, crochet, crocheted, woven,
        carpet, rug, beadwork, terrazzo, bayeux tapestry
        """,
    Style.WOODCUT: """
        engraving, lithograph, lithography, etched, drypoint, steampunk, dieselpunk, duerer, durer,
        illuminated manuscript, grimdark, gustave dore, expressionist print
        """,
    Style.BLUEPRINT: """
        schematic, diagram, x ray, xray, wireframe, wire frame, map, floor plan, floorplan,
        architectural drawing, cutaway, exploded view, cad
        """,
    Style.NEON: """
        cyberpunk, vaporwave, futuristic, sci fi, scifi, science fiction, blade runner, tron,
        hologram, holographic, laser, lasers, led, glow in the dark, bioluminescent,
        bioluminescence, fluorescent, retrowave, outrun, ultraviolet, iridescent, glitch, glitch art
        """,
}
"""Hands it does not have, by the nearest that it has."""
