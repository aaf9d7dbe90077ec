"""The catalogue of the demo. ``stages``: (stage, year, conclusion, note); see ``challenges`` for the rest."""

import datetime

ECOSSOLIES = ("Les Ecossolies", "support")

PROJECTS = [
    {
        "slug": "pole-economique-morandat",
        "title": "Pôle économique Morandat",
        "picture_alt": "Le chevalement d’un ancien puits de mine entouré de petits ateliers",
        "summary": "À Gardanne, un ancien site minier cherche sa seconde vie : la Ville y dessine un pôle où l’économie du territoire se reconstruit avec ses habitants.",
        "need": """Quand une mine ferme, il reste un puits, des bâtiments solides et une question : de quoi vivra-t-on ici ? À Gardanne, la Ville a voulu que la réponse vienne aussi des besoins du territoire, et pas seulement des entreprises que l’on attire.

Le besoin est double : des activités utiles aux habitants, et des emplois accessibles à celles et ceux qui vivent là.""",
        "answer": """Le pôle économique Morandat, porté par la Ville de Gardanne, donne un lieu à cette ambition. La démarche de la Fabrique consiste à repérer les besoins non couverts, puis à chercher des réponses d’économie sociale et solidaire qui pourraient s’y installer.""",
        "origin": "bespoke",
        "holder": "Ville de Gardanne",
        "organisations": [("Ville de Gardanne", "carrier"), ("Inter-Made", "support")],
        "themes": ["insertion", "services-de-proximite"],
        "goals": [8, 9, 11],
        "territory": ("commune", "13041"),
        "territory_kind": "peri_urban",
        "stages": [
            ("need", 2019, "", ""),
            ("study", 2020, "", "Illustration : dates imaginées pour la démonstration."),
        ],
        "en": {
            "slug": "morandat-economic-centre",
            "title": "Morandat economic centre",
            "summary": "In Gardanne a former mining site looks for a second life: the town plans a centre where the local economy is rebuilt with its people.",
            "need": """When a mine closes, a shaft, solid buildings and a question remain: what will people live on here? In Gardanne, the town wanted the answer to come from the needs of the territory too, and not only from the companies it attracts.

The need is twofold: activities that serve residents, and jobs within reach of those who live there.""",
            "answer": "The Morandat economic centre, carried by the town of Gardanne, gives this ambition a place. The Fabrique’s approach is to find the needs that nobody meets, then to look for answers of the social economy that could settle there.",
        },
    },
    {
        "slug": "soutien-aux-aidants",
        "title": "Soutien aux aidants",
        "picture_alt": "Deux mains tendues sous un cœur et un soleil",
        "summary": "Un proche malade, âgé, handicapé : on aide, on s’épuise, on ne se dit pas « aidant ». À Marseille, ce projet part de cette fatigue pour construire un appui simple.",
        "need": """Aider un proche s’ajoute à tout le reste : le travail, les enfants, les papiers. Beaucoup de personnes ne savent pas que des aides existent, ou n’osent pas les demander. Le besoin a été exprimé à l’échelle de la métropole Aix-Marseille.

Trois attentes reviennent : **souffler** quelques heures, **comprendre** les démarches, **parler** à quelqu’un qui a vécu la même chose.""",
        "answer": """Avec le soutien d’AG2R La Mondiale, le projet a cherché des réponses proches du domicile :

- un accueil sans rendez-vous, qui oriente ;
- des relais de confiance pour s’absenter l’esprit tranquille ;
- des groupes de parole animés par des pairs.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [
            ("Métropole Aix-Marseille", "need"),
            ("AG2R La Mondiale", "funder"),
            ("Inter-Made", "support"),
        ],
        "themes": ["bien-vieillir", "services-de-proximite"],
        "goals": [3, 5, 10],
        "territory": ("commune", "13055"),
        "territory_kind": "urban",
        "stages": [("need", 2020, "", ""), ("study", 2021, "go", ""), ("holder", 2022, "", "")],
        "en": {
            "slug": "support-for-carers",
            "title": "Support for carers",
            "summary": "A relative is ill, old or disabled: one helps, wears oneself out, and never says “carer”. In Marseille this project starts from that weariness to build simple support.",
            "need": """Caring comes on top of everything else: work, children, paperwork. Many people do not know that help exists, or dare not ask. The need was voiced across the Aix-Marseille metropolitan area.

Three wishes come back: to **breathe** for a few hours, to **understand** the paperwork, to **talk** to somebody who has been there.""",
            "answer": """With support from AG2R La Mondiale, the project looked for answers close to home:

- a drop-in welcome that points the way;
- trusted people who take over for a while;
- peer-led groups.""",
        },
    },
    {
        "slug": "conciergerie-senior",
        "title": "Conciergerie senior",
        "picture_alt": "Un panier de courses apporté à une porte ouverte, une grande clé",
        "summary": "À Rouen, un besoin exprimé dans un quartier prioritaire : vieillir chez soi demande mille petits services que personne ne rend. L’étude est faite, le porteur est trouvé.",
        "need": """Changer une ampoule, descendre un carton, comprendre un courrier, arroser les plantes pendant une hospitalisation : ce ne sont pas des soins, et pourtant c’est ce qui décide, souvent, de rester chez soi ou non.

Dans ce quartier prioritaire de Rouen, les habitants les plus âgés l’ont dit simplement : *on ne demande pas grand-chose, mais on ne sait pas à qui le demander*.""",
        "answer": """L’étude accompagnée par l’ADRESS a dessiné une conciergerie : un lieu ouvert, un numéro, une équipe que l’on connaît. Elle rend les petits services, oriente vers les bons professionnels et fait se rencontrer les voisins.

Un porteur a été trouvé pour la faire vivre.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [("ADRESS", "support")],
        "themes": ["bien-vieillir", "services-de-proximite"],
        "goals": [3, 10, 11],
        "territory": ("commune", "76540"),
        "territory_kind": "priority_district",
        "stages": [
            ("need", 2018, "", ""),
            ("study", 2019, "go", "L’étude est concluante."),
            ("holder", 2020, "", "Un porteur est trouvé."),
        ],
    },
    {
        "slug": "vert-uose-by-uzel",
        "title": "VERT’uOSE by Uzel",
        "picture_alt": "Des collines de sapins et un bouquet dans un bocal réemployé",
        "summary": "Une activité née en Alsace, regardée de près, puis essaimée à Pontarlier : la preuve qu’un bon projet peut voyager, à condition de l’adapter.",
        "need": """Dans le Haut-Doubs, des personnes éloignées de l’emploi et des personnes en situation de handicap cherchent un travail qui ait du sens. Plutôt que d’inventer de toutes pièces, le territoire a regardé ce qui marchait ailleurs.""",
        "answer": """L’essaimage est parti d’une expérience alsacienne. Autour d’émergence Franche-Comté, plusieurs structures se sont réunies : **Solivers**, qui connaît le projet d’origine, l’**Adapei du Doubs** et **France Active**.

Essaimer n’est pas copier. Il a fallu retrouver des clients, des métiers, une équipe, et vérifier que ce qui tenait en Alsace tiendrait ici.""",
        "origin": "swarmed",
        "holder": "VERT’uOSE by Uzel",
        "organisations": [
            ("émergence Franche-Comté", "carrier"),
            ("Solivers", "partner"),
            ("Adapei du Doubs", "partner"),
            ("France Active", "partner"),
        ],
        "themes": ["insertion", "environnement"],
        "goals": [8, 10, 12],
        "territory": ("commune", "25462"),
        "territory_kind": "rural",
        "stages": [
            ("need", 2016, "", ""),
            ("study", 2017, "go", ""),
            ("feasibility", 2018, "", ""),
            ("launch", 2019, "", ""),
        ],
    },
    {
        "slug": "princess",
        "title": "Princ’ESS",
        "picture_alt": "Une femme sourit dans un miroir rond, entre des flacons et un fauteuil",
        "summary": "À Bordeaux, un institut de beauté où l’on reprend confiance en travaillant : une réponse sur mesure, née d’une étude menée en 2015–2016.",
        "need": """Retrouver un emploi commence parfois par retrouver une image de soi. Des accompagnatrices le constataient : la beauté et le soin sont vus comme un luxe, alors qu’ils sont souvent la première marche.

Au même moment, peu d’activités d’insertion s’adressaient à des femmes qui souhaitent un métier de service.""",
        "answer": """L’étude conduite par ATIS en 2015–2016 a fait naître une réponse **sur mesure** : un institut de beauté d’insertion, ouvert à toutes les clientes, où des femmes éloignées de l’emploi apprennent un métier.

Le soin y est double : celui que l’on donne, et celui que l’on reçoit.""",
        "origin": "bespoke",
        "holder": "Princ’ESS",
        "organisations": [("ATIS", "support")],
        "themes": ["insertion", "services-de-proximite"],
        "goals": [5, 8, 10],
        "territory": ("commune", "33063"),
        "territory_kind": "urban",
        "stages": [
            ("need", 2015, "", ""),
            ("study", 2016, "go", "Étude menée en 2015–2016."),
            ("launch", 2017, "", "Date donnée pour l’illustration."),
        ],
        "en": {
            "slug": "princess",
            "title": "Princ’ESS",
            "summary": "In Bordeaux, a beauty institute where one regains confidence through work: a bespoke answer, born of a study of 2015–2016.",
            "need": """Finding work sometimes begins with finding oneself again. Social workers saw it: beauty and care are taken for a luxury, when they are often the first step.

At the same time few work-integration activities spoke to women who would like a service trade.""",
            "answer": """The study led by ATIS in 2015–2016 gave rise to a **bespoke** answer: a work-integration beauty institute, open to all, where women who are far from employment learn a trade.

Care goes both ways there: the care one gives and the care one receives.""",
        },
    },
    {
        "slug": "reflex",
        "title": "REFLEX",
        "picture_alt": "Un seau de biodéchets, une pousse et une boucle de flèches",
        "summary": "À Nantes, que deviennent les épluchures ? REFLEX pose la question de la matière organique à l’échelle de la métropole et imagine un outil commun.",
        "need": """Restes de repas, tontes, marc de café : la matière organique est lourde, humide, et part trop souvent avec le reste. Les initiatives de quartier sont nombreuses, mais chacune est petite. Comment passer de l’expérience à l’échelle ?""",
        "answer": """Avec Les Ecossolies, la réflexion a porté sur un **outil métropolitain** : collecter, composter, rendre à la terre, et faire de cette boucle une activité d’utilité sociale, au service des quartiers comme des maraîchers.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [ECOSSOLIES],
        "themes": ["environnement", "reemploi-et-ressources"],
        "goals": [11, 12, 15],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "stages": [
            ("need", 2017, "", ""),
            ("study", 2018, "go", ""),
            ("feasibility", 2019, "", ""),
        ],
        "en": {
            "slug": "reflex",
            "title": "REFLEX",
            "summary": "What becomes of peelings in Nantes? REFLEX asks about organic matter across the metropolitan area and imagines a shared tool.",
            "need": "Leftovers, grass, coffee grounds: organic matter is heavy, wet, and too often goes with the rest. There are many neighbourhood initiatives, each of them small. How can experience grow to scale?",
            "answer": "With Les Ecossolies, the thinking turned to a **metropolitan tool**: collecting, composting, giving back to the soil, and making this loop a socially useful activity, for neighbourhoods and market gardeners alike.",
        },
    },
    {
        "slug": "collectif-3r",
        "title": "Collectif 3R",
        "picture_alt": "Une chaise, une lampe et un vélo posés sur des étagères de réemploi",
        "summary": "Dix structures nantaises du réemploi s’organisent ensemble pour ouvrir des points où l’on dépose, répare et retrouve les objets.",
        "need": """Une chaise bancale, un vélo sans chaîne, une armoire trop grande : on les jette souvent parce que le lieu qui les reprendrait est loin, fermé, ou inconnu. Et chaque structure de réemploi, seule, peine à ouvrir un point de plus.""",
        "answer": """Le collectif réunit **dix structures** autour d’une même carte et de points de réemploi partagés. Les Ecossolies ont accompagné la rencontre : qui reprend quoi, qui répare, qui transporte, qui vend, et comment on partage les coûts.""",
        "origin": "adapted",
        "holder": "Collectif 3R",
        "organisations": [ECOSSOLIES],
        "themes": ["reemploi-et-ressources", "insertion"],
        "goals": [8, 11, 12],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "figures": [
            {
                "value": "10",
                "fr": ("Réunies par le collectif", "structures", "Les Ecossolies"),
                "en": ("Gathered by the collective", "organisations", "Les Ecossolies"),
            }
        ],
        "stages": [("need", 2017, "", ""), ("study", 2018, "go", ""), ("launch", 2019, "", "")],
    },
    {
        "slug": "labo-habitat-inclusif",
        "title": "Labo Habitat inclusif",
        "picture_alt": "Une maison en coupe : plusieurs pièces de couleur autour d’une table commune",
        "summary": "Ni tout seul, ni en établissement : en Loire-Atlantique, un laboratoire pour imaginer des logements où l’on vit chez soi, mais pas isolé.",
        "need": """Entre le domicile, où l’on peut se sentir seul, et l’établissement, où l’on ne se sent pas chez soi, beaucoup de personnes âgées ou en situation de handicap cherchent une autre voie. Les projets existent, mais ils avancent chacun dans leur coin et butent sur les mêmes murs : foncier, financement, vie partagée.""",
        "answer": """Le Labo, animé par Les Ecossolies, met autour de la table personnes concernées, familles, bailleurs, associations et collectivités. On y compare les montages, on y écrit des règles de vie commune, on y fait gagner du temps aux suivants.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [("Les Ecossolies", "carrier")],
        "themes": ["habitat", "bien-vieillir"],
        "goals": [3, 10, 11],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "stages": [("need", 2019, "", ""), ("study", 2020, "", "")],
    },
    {
        "slug": "cuisine-professionnelle-partagee",
        "title": "Cuisine professionnelle partagée",
        "picture_alt": "Casseroles suspendues, fourneau et plan de travail d’une cuisine",
        "summary": "À Nantes, une cuisine aux normes que l’on loue à l’heure : de quoi tester son activité de traiteur ou de conserverie avant d’investir.",
        "need": """Vivre de sa cuisine demande un laboratoire aux normes. C’est un investissement impossible pour quelqu’un qui débute, et l’on ne peut pas vendre ce que l’on prépare chez soi sans précaution. Beaucoup de talents s’arrêtent là.""",
        "answer": """L’étude a réuni Les Ecossolies, **Ouvre-Boîtes 44**, **BGE** et la **Chambre des métiers** : chacun accompagne des personnes qui cherchent la même chose.

La réponse : une cuisine équipée, partagée sur un planning, avec un accompagnement à l’hygiène, aux prix et aux premiers clients.""",
        "origin": "adapted",
        "holder": "",
        "organisations": [
            ECOSSOLIES,
            ("Ouvre-Boîtes 44", "partner"),
            ("BGE", "partner"),
            ("Chambre des métiers", "partner"),
        ],
        "themes": ["alimentation", "insertion"],
        "goals": [2, 8, 12],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "stages": [("need", 2017, "", ""), ("study", 2018, "go", ""), ("holder", 2019, "", "")],
        "en": {
            "slug": "shared-professional-kitchen",
            "title": "Shared professional kitchen",
            "summary": "In Nantes, a kitchen up to standard that one rents by the hour: a way to try a catering or preserving business before investing.",
            "need": "Living from one’s cooking takes a kitchen that meets the rules. Beginners cannot afford one, and what is cooked at home cannot simply be sold. Many talents stop there.",
            "answer": """The study brought together Les Ecossolies, **Ouvre-Boîtes 44**, **BGE** and the **Chambre des métiers**: each supports people who look for the same thing.

The answer: an equipped kitchen, shared on a timetable, with help on hygiene, prices and first customers.""",
        },
    },
    {
        "slug": "kiosque-paysan",
        "title": "Kiosque Paysan",
        "picture_alt": "Un kiosque à auvent rayé, des cageots de légumes et un triporteur",
        "summary": "Des fermes, une ville, trop de camionnettes : à Nantes, le Kiosque Paysan a étudié une logistique commune pour les circuits courts.",
        "need": """Les producteurs passent des heures sur la route pour livrer quelques cageots ; les acheteurs jonglent entre les livraisons. Chacun y perd, et le produit local devient le plus compliqué à acheter.""",
        "answer": """L’étude, menée en **2018–2019** avec Les Ecossolies, a travaillé sur une logistique mutualisée : un lieu où l’on dépose, des tournées communes, des commandes regroupées. Elle sert aujourd’hui de point d’appui à un défi sur les producteurs de la région.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [ECOSSOLIES],
        "themes": ["circuits-courts", "alimentation"],
        "goals": [2, 12, 13],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "stages": [("need", 2018, "", ""), ("study", 2019, "go", "Étude menée en 2018–2019.")],
        "en": {
            "slug": "kiosque-paysan",
            "title": "Kiosque Paysan, the farmers' kiosk",
            "summary": "Farms, a city, too many vans: in Nantes the Kiosque Paysan studied shared logistics for short food circuits.",
            "need": "Farmers spend hours on the road to deliver a few crates; buyers juggle deliveries. Everybody loses, and local produce becomes the hardest to buy.",
            "answer": "The study, held in **2018–2019** with Les Ecossolies, worked on shared logistics: a place to drop off, common rounds, grouped orders. It now supports a challenge about the producers of the region.",
        },
    },
    {
        "slug": "pole-ess-bottiere-pin-sec",
        "title": "Pôle ESS Bottière Pin Sec",
        "picture_alt": "Des immeubles autour d’une place plantée d’arbres, avec une guirlande de fanions",
        "summary": "Un quartier nantais, des envies d’habitants et une étude : que faudrait-il à Bottière Pin Sec pour que l’économie solidaire y ait pignon sur rue ?",
        "need": """Dans un quartier en transformation, des rez-de-chaussée changent de main, des associations cherchent un toit, des habitants ont des projets sans savoir où les poser. Le risque est connu : que les mètres carrés se remplissent sans eux.""",
        "answer": """L’étude menée en **2018–2019** par Les Ecossolies a recensé les besoins, rencontré les porteurs d’envies et décrit ce que pourrait être un pôle d’économie sociale et solidaire : des locaux mutualisés, un accueil, une animation.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [("Les Ecossolies", "carrier")],
        "themes": ["services-de-proximite", "culture"],
        "goals": [8, 10, 11],
        "territory": ("commune", "44109"),
        "territory_kind": "priority_district",
        "stages": [
            ("need", 2018, "", ""),
            (
                "study",
                2019,
                "pivot",
                "Étude menée en 2018–2019 ; conclusion donnée pour l’illustration.",
            ),
        ],
    },
    {
        "slug": "residence-chene-des-anglais",
        "title": "Résidence Chêne des Anglais",
        "picture_alt": "Un grand chêne devant une résidence aux fenêtres éclairées",
        "summary": "À Nantes, avec le bailleur Vilogia, une étude d’opportunité sur un habitat où plusieurs générations se croisent vraiment.",
        "need": """Des étudiants qui cherchent une chambre, des aînés qui ont de l’espace et trop de silence, des familles qui manquent d’un coup de main : ils habitent parfois le même immeuble sans se connaître.""",
        "answer": """L’**étude d’opportunité** menée par Les Ecossolies avec **Vilogia** a exploré un habitat intergénérationnel : logements adaptés, espaces communs, et une présence qui fait le lien sans s’imposer.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [ECOSSOLIES, ("Vilogia", "need")],
        "themes": ["habitat", "bien-vieillir"],
        "goals": [3, 11],
        "territory": ("commune", "44109"),
        "territory_kind": "urban",
        "stages": [
            ("need", 2019, "", ""),
            ("study", 2020, "", "Étude d’opportunité avec Vilogia."),
        ],
    },
    {
        "slug": "conciergerie-ampere",
        "title": "Conciergerie d’Ampère",
        "picture_alt": "Un comptoir d’accueil, des colis et des plantes au pied d’un immeuble",
        "summary": "À Strasbourg, une idéation menée en 2018, un lieu ouvert en 2021 : la conciergerie rend service à 1 200 habitants.",
        "need": """Un grand ensemble, peu de services au pied des immeubles, des voisins qui se croisent sans se parler. Les habitants demandaient un lieu **utile tous les jours**, et pas seulement une permanence de plus.""",
        "answer": """Accompagnée par Alsace Active, une idéation a réuni les habitants dès **2018**. La conciergerie a ouvert en **2021** : on y dépose un colis, on y emprunte une perceuse, on y trouve de l’aide pour un papier, et l’on y reste pour un café.""",
        "origin": "bespoke",
        "holder": "Conciergerie d’Ampère",
        "organisations": [("Alsace Active", "support")],
        "themes": ["services-de-proximite", "habitat"],
        "goals": [10, 11],
        "territory": ("commune", "67482"),
        "territory_kind": "priority_district",
        "figures": [
            {
                "value": "1200",
                "fr": ("Servis par la conciergerie", "habitants", "Alsace Active, 2021"),
                "en": ("Served by the concierge", "residents", "Alsace Active, 2021"),
            }
        ],
        "stages": [
            ("need", 2018, "", "Idéation avec les habitants."),
            ("launch", 2021, "", "Ouverture du lieu."),
        ],
        "en": {
            "slug": "ampere-concierge",
            "title": "Conciergerie d’Ampère",
            "summary": "In Strasbourg, an ideation in 2018 and a place opened in 2021: the concierge serves 1,200 residents.",
            "need": "A large estate, few services at its feet, neighbours who pass without talking. Residents asked for a place that is **useful every day**, and not one more weekly desk.",
            "answer": "Supported by Alsace Active, an ideation brought residents together in **2018**. The concierge opened in **2021**: one drops off a parcel, borrows a drill, gets help with a form, and stays for a coffee.",
        },
    },
    {
        "slug": "26fk",
        "title": "26FK",
        "picture_alt": "Une salle pleine de bulles d’idées colorées au-dessus d’une foule",
        "summary": "Annonay, 2018 : 110 habitants, 300 propositions, 5 pistes présentées à un comité. Le récit d’une idéation à l’échelle d’une ville.",
        "need": """Une ville moyenne, des commerces qui ferment, des habitants attachés à leur centre. Plutôt que de commander un rapport, le territoire a choisi de demander à celles et ceux qui y vivent ce qu’ils y feraient.""",
        "answer": """En **2018**, **110 habitants** ont participé à une idéation et déposé **300 propositions**. Un travail de tri, de regroupement et de discussion en a retenu **5 pistes**, soumises à un comité.

L’essentiel est peut-être ailleurs : cent dix personnes ont découvert qu’elles avaient envie des mêmes choses.""",
        "origin": "bespoke",
        "holder": "",
        "organisations": [],
        "themes": ["services-de-proximite", "culture"],
        "goals": [11, 16, 17],
        "territory": ("commune", "07010"),
        "territory_kind": "urban",
        "figures": [
            {
                "value": "110",
                "fr": ("Participants à l’idéation", "habitants", "Bilan de l’idéation, 2018"),
                "en": ("Taking part in the ideation", "residents", "Review of the ideation, 2018"),
            },
            {
                "value": "300",
                "fr": ("Idées déposées", "propositions", "Bilan de l’idéation, 2018"),
                "en": ("Ideas handed in", "proposals", "Review of the ideation, 2018"),
            },
            {
                "value": "5",
                "fr": ("Retenues pour le comité", "pistes", "Bilan de l’idéation, 2018"),
                "en": ("Kept for the committee", "leads", "Review of the ideation, 2018"),
            },
        ],
        "stages": [("need", 2018, "", "110 habitants, 300 propositions, 5 pistes.")],
        "en": {
            "slug": "26fk",
            "title": "26FK",
            "summary": "Annonay, 2018: 110 residents, 300 proposals, 5 leads put to a committee. The story of an ideation across a town.",
            "need": "A middle-sized town, shops that close, residents fond of their centre. Rather than order a report, the territory chose to ask those who live there what they would do.",
            "answer": """In **2018**, **110 residents** took part in an ideation and made **300 proposals**. Sorting, grouping and talking brought them down to **5 leads**, put to a committee.

What matters most may be elsewhere: a hundred and ten people found out that they wanted the same things.""",
        },
    },
    {
        "slug": "chapito-resto-et-cie",
        "title": "ChapitÔ / RestÔ&Cie",
        "picture_alt": "Un chapiteau rayé, deux personnes et une table dressée au bord de l’eau",
        "summary": "À Bègles, un chapiteau, une table, une équipe : la culture et le repas comme deux façons de faire venir tout le monde.",
        "need": """Un quartier où l’on se croise peu, des habitants pour qui le spectacle est « pour les autres », et l’envie d’un endroit où l’on vienne sans raison particulière, à tout âge.""",
        "answer": """Le projet, accompagné par ATIS, marie un lieu de culture et une restauration accessible. On vient pour un repas, on reste pour un concert ; ou l’inverse.""",
        "origin": "bespoke",
        "holder": "ChapitÔ",
        "organisations": [("ATIS", "support")],
        "themes": ["culture", "alimentation"],
        "goals": [8, 10, 11],
        "territory": ("commune", "33039"),
        "territory_kind": "urban",
        "stages": [
            ("need", 2015, "", ""),
            ("study", 2016, "go", ""),
            ("launch", 2018, "", "Date donnée pour l’illustration."),
        ],
    },
    {
        "slug": "laverie-des-collines",
        "title": "La laverie des collines (exemple fictif)",
        "picture_alt": "Une machine à laver et un fil à linge entre deux collines",
        "summary": "Exemple fictif : une étude qui conclut « non ». Une laverie solidaire itinérante semblait une bonne idée ; les chiffres et les habitants ont dit autre chose, et c’est utile à savoir.",
        "need": """*Ce projet est entièrement inventé : il montre comment le catalogue publie une étude dont la conclusion est négative.*

Dans quelques villages imaginaires, des habitants sans machine à laver font de longs trajets jusqu’à la laverie de la ville. L’idée paraît évidente : une camionnette équipée passerait de place en place, un jour par semaine.""",
        "answer": """L’étude a rencontré les habitants, compté les lessives et chiffré trois scénarios. Sa conclusion est claire : **il ne faut pas le faire sous cette forme**.

- Le besoin existe, mais il est **concentré** : douze foyers, dans deux villages.
- L’**eau** et son rejet coûtent plus cher que le véhicule.
- Les habitants préfèrent, de loin, une machine **fixe** dans la salle communale.

Une conclusion négative n’est pas un échec : elle a coûté neuf mois au lieu de cinq ans, et les deux communes imaginaires ont installé leur machine.""",
        "origin": "adapted",
        "holder": "",
        "organisations": [],
        "themes": ["services-de-proximite", "environnement"],
        "goals": [6, 10],
        "territory": ("department", "25"),
        "territory_kind": "rural",
        "figures": [
            {
                "value": "12",
                "date": datetime.date(2023, 5, 31),
                "fr": ("Réellement concernés", "foyers", "Étude fictive"),
                "en": ("Truly concerned", "households", "Fictional study"),
            }
        ],
        "document": {
            "fr": "Synthèse de l’étude (exemple fictif)",
            "en": "Summary of the study (fictional example, in French)",
            "text": "Laverie des collines : synthèse de l’étude d’opportunité (exemple fictif)\n\nQuestion. Faut-il lancer une laverie itinérante ?\nMéthode. Visites, comptage des lessives, trois scénarios chiffrés.\nConstat. Douze foyers concernés, dans deux villages.\nConclusion. Non, sous cette forme. Une machine fixe par commune répond au besoin.\n",
        },
        "stages": [
            ("need", 2022, "", ""),
            (
                "study",
                2023,
                "no_go",
                "Conclusion : ne pas lancer l’activité sous cette forme (exemple fictif).",
            ),
        ],
        "en": {
            "slug": "hills-laundry",
            "title": "The hills laundry (fictional example)",
            "summary": "Fictional example: a study that concludes “no”. A travelling laundry looked like a good idea; figures and residents said otherwise, and that is worth knowing.",
            "need": """*This project is entirely made up: it shows how the catalogue publishes a study with a negative conclusion.*

In a few imaginary villages, people without a washing machine travel far to the laundry in town. The idea seems obvious: an equipped van would go from square to square, one day a week.""",
            "answer": """The study met residents, counted loads of washing and costed three scenarios. Its conclusion is clear: **it should not be done in this form**.

- The need exists but is **concentrated**: twelve households in two villages.
- **Water** and its disposal cost more than the vehicle.
- Residents much prefer a **fixed** machine in the village hall.

A negative conclusion is no failure: it cost nine months instead of five years, and the two imaginary villages installed their machine.""",
        },
    },
]
