// wordlist.js: the 2048 words of src/crypto/portunus-wordlist.c, in the same order
// SPDX-License-Identifier: GPL-3.0-or-later

export const WORDS = `
abacus abalone abbey ability aboard abode absorb abstract academy accent accident acclaim account accurate acorn
acoustic acre acrobat acrylic act actor adage adapt add address adjust admire adopt adult advance advice aerial
afford agave agency agile aglow ahead aileron airport alarm album alchemy alcove alder alert alfalfa algae alias
alibi alloy almanac almond aloft alpaca alphabet alpine aluminum amaze amber ambition amethyst amphora amuse anagram
analog anchor ancient android angel angle animal ankle annex announce annual answer antenna anthem antique anvil
aperture apex apology apparel apple approve apricot apron aqua aqueduct arbor arcade arch arctic arena armchair army
aroma arrange arrive arrow artist aspect asphalt asset assign aster astound athlete atlas atom attend attic attract
auburn auction audio aunt aurora author autumn average aviary avocado award awesome awkward awning axiom axis axle
azalea azimuth azure babble baby backpack bacon badge bag bagel bagpipe balance balcony ballad balm bamboo banana
bandage banjo bank banner banquet barber barley barn barrel base basil basket bassoon bath batter bazaar beagle
beaker beam beauty beaver bed bedroom beech beetle begonia behold beige believe bell bench benefit beret berry bevel
bicycle bifocal bike billow biology biplane birch bird birthday biscuit bison blacktop blanket blaze blimp blink
blizzard bloom blossom blouse bluebell bluff boat bobbin bobcat bobsled body bogus bond bonfire bonnet bookcase
boost border botany bottle boulder bounce bowl box bracelet brain bramble branch brave bread breeze brew brick
bright broad broccoli bronze brook brother brown brush bubble bucket buddy budget buffalo buggy bugle build bulb
bulletin bumper bundle bungalow bunny buoy burger burlap burrow business butcher buzz byline cabaret cabbage cabin
cable caboose cactus cadet cafe calcium calendar calf calorie calypso camel camp canal candle canoe canteen canvas
canyon capital capsule captain capybara car caramel carbon cargo caribou carnival carpet carrot cashew casino
cassette castle catalog category cattle cavern cavity cayenne cedar ceiling celery cello cement center ceramic
cereal chain chalk chamber chance chapter chariot check cheese chemist cherry chess chicken chime chinook chipmunk
chisel choice chorus chowder chrome chuckle chunk chutney cider cinder cinema cinnamon circle cistern citrus city
civic clam clapper clarinet class clean clerk click cliff climb clinic cloak cloister cloth cloud clover clown club
coach coast cobalt cobbler cobra cobweb cockatoo cocoa coffee coin collar color column comb comedy comfort comic
comma computer conch condor cone conga conifer connect console contest convoy cool copper copy coral cord cornet
corridor cosmic costume cottage count couple courage cousin coyote cradle crane crater crayon cream credit creek
crib cricket crimson crisp crocus crop crouton crowd crumb crust crystal cuckoo cucumber cuisine culture culvert cup
cupboard curator curfew curious curl current curtain curve cushion custard cutlery cycle cylinder cypress daffodil
dahlia daisy dance dandy dapper darling data daughter dawn daybreak dazzle dealer debate decade decimal deed default
define defrost degree delay delegate delight delta deluxe demo denim dense dentist depot deputy derby derrick design
desk dessert detail detect detour develop device dewdrop diagram dial diamond diary dice differ digit dignity dimple
dinghy dinner dinosaur diploma dish display dock doctor dodge dolphin domain dome dominant donate donkey door dorm
dot double dough dozen draft dragon drama drawer dream dredge dressing drive drizzle drone drum dryer dugout
dumpling dune dungaree duplex durable dust duvet dynamic eagle earmuff earring earth ebony echo eclair eclipse
ecology economy edible educate effect effort egg eggnog eggplant egret eight elastic elbow elegant element elephant
elevate elite elk ellipse elope email emblem emerald emperor employ emporium emu enable enamel encore endive endless
endorse energy engine engraver enhance enjoy enormous enrich entry envelope envoy epic episode epoch equator equinox
escape escort espresso essay estate estuary eternal eureka event evolve exact exchange exclaim exercise exhibit exit
exotic explore express extra eye eyebrow eyelid fable fabric facade factory faith falafel falcon family fancy
fanfare farewell farm fashion fathom faucet feast feather federal feldspar feline felt fence fender fennel fern
ferry fertile festival fetch fiction fiddle field fiesta fifteen fig figure file filter final finch finger finish
firefly fjord flag flame flannel flapjack flash flavor fleece flint floor florist flotilla flounder fluent fluid
flute foam focus foghorn folder foliage font football forage forest formula fortress forum fossil foxglove fraction
fragment frame freckle fresh fridge friend frigate frisbee frog frosting fruit fudge fuel function fungus furlong
furnace furrow fuselage fusion future fuzzy gadget gallery galore game gamma garage garden gargle garlic garment
garnet gateway gavel gear gecko gel gene genius gentle genuine geode geology germ gesture geyser gherkin gibbon
giblet gift giggle gimmick ginger giraffe gizmo glacier glance glide glitter globe glucose gluten gnocchi gnome goal
goblet goggle gold gondola gong goose gopher gorge gorilla gospel gourmet graduate granite graph grass gravel green
griddle grizzly grocery groom grotto grouse grove guard guava guitar gumbo gumdrop gusset gusto gutter gym gymnast
habit hacksaw haddock haiku halibut halo ham hamlet hammer hamster handle hangar happy harbor harmony harness harp
harvest hatchet hawk hawthorn hazel headband heart heather hectic hedge heirloom helium helm hemlock hen henhouse
herald heritage hermit hero herring hexagon hibiscus hiccup hickory highway hill hinge hippo history hitch hive
hobby hockey hoist holiday holly homeland honey honor hoof horizon horn horse hotdog hotel hubcap huddle human
humble humid humor hundred hyacinth hybrid hydrant hyena hymn hyphen hyrax ibex ibis iceberg icicle icon identify
idiom igloo igneous iguana illusion image impala impress inbox incline index indigo indoor ingot inlet insect
insignia inspire install interval intro invent invite invoice iridium irony island isotope italic item ivy jacket
jade jaguar jalapeno jamboree janitor jargon jasmine java javelin jay jazz jeans jeep jelly jersey jetty jewel
jigsaw jingle jockey jogger joint joke journal joystick jubilee judo juggle juice jukebox jumbo jumper junction
junior jupiter jury justice jute kale kangaroo karaoke kayak kazoo kebab kelp kelvin kernel kerosene kestrel ketchup
kettle key keyboard keypad khaki kidney kiln kimchi kimono kinetic kinfolk king kinship kiosk kipper kitchen kite
kitten kiwi knack knapsack kneecap knife knight knuckle koala krypton label labor lace lacquer ladder ladle lagoon
lamb lamppost landmark language lantern laptop lark lasagna laser lasso latitude lattice laundry laurel lavender
layer leaf league leapfrog learn lecture legacy legend legroom legume leisure lemon lemur lend lentil leopard lesson
letter level library license lifeboat lighter lilac lily lime limpet linden linoleum lion liquid list litany lithium
litmus livery lizard llama lobby lobster local locket locust lodge log logbook logic lollipop longboat lookout
lotion lottery lotus lounge lozenge luggage lullaby lumber luminous lunar lunch lung lupine luxury lychee lynx
lyrebird lyric macaroni machine mackerel madrigal magazine magic magnet magpie mahogany mailbox mainland majesty
makeup mammal manatee mandolin mango map maple marathon marble marina market marlin marvel mascot mask mason match
matrix maximum mayor meadow meander measure mechanic medal media medley megabyte melody member memory mentor menu
mercury meringue mesa message meteor method metro micro middle midnight mighty milkman millet mimic minaret mineral
minimal minnow mint miracle mirror mirth mischief mitten mobile moccasin mocha modify module molecule moment monarch
mongoose monocle monsoon monument moon moorhen morning morsel mortar mosaic mosquito moss motion motor mountain
mouse mouth movie mudguard muesli muffin mulberry mule mural muscle museum mushroom music muslin mustang mutton
muzzle myriad mystery myth nacho napkin narwhal native nature nautical navigate nebula neckline nectar needle
neighbor neon nephew neptune nerve nest nettle network newborn newsreel nibble niche nickel nightcap nitrogen noble
noise nomadic noodle northern nosegay nostril notable notebook nougat nourish novel nozzle nucleus nugget numeral
nurse nutmeg nutrient nutshell nylon oak oasis oatcake oatmeal obelisk oboe observe obstacle ocean ocelot octagon
octopus oddball odor odyssey office offshore oilskin okapi okra olive olympic omega omelet onion online onstage
onward onyx opal open opera opinion opossum optic oracle orange orbit orchard order ordinal oregano organ origami
oriole ornament osprey ostrich otter ottoman outback outfit outlook outpost outside overcoat owner oxygen oyster
ozone pacifier pack paddle padlock pageant pagoda paint pajamas palace palette palomino pampas pancake panda panel
panorama panther papa paper paprika papyrus parade parcel parent parka parlor parrot parsley partner passport pastel
patio patrol pattern pause pavement pavilion payphone peach peanut pebble pecan pedestal pelican pencil penguin
penny pension pepper perch perfect pergola perk person petal petunia pewter pharmacy pheasant phoenix phone photo
physics piano piccolo pickle picnic picture pigeon pigment pilgrim pillow pilot pimento pinball pink pinwheel
pioneer pipette pirate pitcher pivot pixel pizza placard plaid planet plaster plate playpen plaza pledge pliers
plumage plural plywood pocket podium poem pointer polecat polka pollen polo polygon pomelo pontoon pony poodle
popcorn poplar poppy porridge portrait postcard potato potluck pottery poultry powder prairie preamble prefer
prelude pretzel pride primrose prince prism process profit program prologue protect provide prune public pudding
puffin pulley pulsar puma pumice pupil puppet purchase purple pushcart putty puzzle pyramid python quack quadrant
quail quake quality quantum quartz queen quest quiche quiet quill quince quiver quiz quokka quota rabbit raccoon
raceway radar radiant ragtime railway rainbow raisin rake rally ramble ramen rampart ranch random rapid rapport
raptor ratchet raven ravine rayon razor reactor receiver recipe record recycle redwood reef reflect regal reggae
region reindeer relax release relish remedy renew repair report reptile republic rescue resin result reward rhapsody
rhino rhombus rhubarb rhythm ribbon rich ridge rigging ripcord ripple risotto ritual river roadster robin robot
robust rodeo rollers roman rooftop rose round rowboat royal rubber rubric rudder rugby rugged runway russet rustic
rutabaga saddle safari safety saffron saga sailor salad salmon salon salt salute sample sandal sapling sapphire
sardine sash satchel satin saturn saucer sauna savanna savory sawmill scaffold scallop scarf schedule school science
scissor scone scooter scorpion scout screen script scroll scuba sculpt seagull seal search season seaweed secret
section secure segment select seltzer semester senator senior sequel serene series serpent service sesame session
seven shadow shallot shampoo shape shark shawl sheet shelf shepherd sheriff shield shingle shirt shoal shock
shoelace shop shoulder shovel shower shrimp shrub shuffle shuttle sibling sidewalk sienna sierra signal silent
silicon silk silver siren sister sitar sixpence skate skeleton sketch skill skip skunk skyline slab slalom sled
sleep sleigh slipper sloop small smart smile smith smoke smooth snail snapshot snorkel snowman soapbox soccer social
soda sodium softball solar solid solstice sonata sonnet soprano sorbet sorrel soup source soy soybean space spangle
sparrow spatula spectrum speedway sphere spider spinach spiral split spoke sponge spoonful sport spray sprinkle
sprout spruce square squid stack stadium staff stage stair stallion stamp stand staple starfish statue steeple
stencil step stereo steward stick stitch stocking stone story stove streamer string stucco student stylus subject
sublime suburb subway suede sugar suit sulfur summer sundial supper surface surgeon surprise sushi swallow swan
sweater sweet swift swimmer sycamore syllable symbol sympathy synonym syrup system tabby tackle taco tactic tadpole
taffy tailor talent talisman tamarind tandem tango tapestry tapioca target tarmac tassel tatami tavern teacup teapot
teddy teenager telegram temple tendril tennis tent terminal terrace tether textile theater theme theorem thermal
thicket thimble thin thistle thousand throttle thumb thunder tiara ticket tide tiger tiller timber tinker tinsel
tiptoe tissue titan title toad toaster toboggan toddler toffee toga token tomato tomorrow tooth topaz topic topsoil
torch tornado tortoise total totem toucan tourist tower town tractor trade traffic trail trapeze tray treasure tree
trellis trend triangle tribune trident trinket trio tripod trolley trombone trophy trout trowel truffle trumpet
trunk tsunami tuba tugboat tulip tumble tundra tungsten tunnel tureen turkey turn turret turtle tutor tuxedo tweed
twelve twenty twig twilight twister tycoon tympani type typhoon ukulele ultimate umber umbrella umpire uncle unicorn
uniform unique unit universe uphill upland uplift upstairs urban urchin usher utensil utopia vacation vaccine vacuum
valley valve vanguard vanilla vapor varnish varsity vault vector vegan vehicle velcro velocity velvet vendor veneer
venus veranda verse vertical vessel viaduct vibrant viceroy vicinity victory video view vigor viking villa vine
vintage vinyl viper viscount visit vista vitamin vivid vixen voice volcano volume vortex vote voucher vowel voyager
vulture wafer waffle wagon wagtail walkway wallet walnut walrus waltz warbler wardrobe washer wasp watchman watt
waxwing weasel weave web webcam wedding weekend welder western wetland whale wharf wheat whimsy whip whirl whistle
white wicker wildcat wind winter wireless wisdom wishbone wisteria witness wizard wolf wombat wood woolen workshop
world wrap wreath wren wrestler wrinkle wrist xylem yacht yard yarrow yearbook yellow yodel yogurt yolk yonder young
yoyo yucca yuletide yurt zany zealous zebra zenith zephyr zeppelin ziggurat zigzag zinc zinnia zipper zircon zodiac
zucchini
`.trim().split(/\s/);
