"""The challenges of the demo, in French and, for some, in English.

Long texts are written in the markup of ``wagtail_crowdsolving.text``. A date is a number of days from
today, or a real day. ``en`` holds the texts of the English version; what it lacks is not shown there.
"""

import datetime

CHALLENGES = [
    {
        "slug": "restauration-economie-circulaire",
        "title": "Restauration et économie circulaire en Région Sud",
        "picture_alt": "Une table ronde vue de dessus : trois assiettes, des bocaux et un cercle de flèches",
        "guiding_question": "Par quelles trois actions commencer pour que les pratiques circulaires s’installent durablement dans nos restaurants ?",
        "summary": "Invendus, emballages, huiles, vaisselle : les restaurants de la région essaient mille choses, et beaucoup s’arrêtent au bout d’un an. Cherchons ensemble les trois actions qui tiennent dans la durée.",
        "situation": "priority_issue",
        "already_tried": """Des chartes, des diagnostics, des kits de communication : chacun a aidé quelques établissements volontaires, aucun n’a changé les habitudes de tout un métier.

- Les **consignes de contenants** butent sur le lavage et sur le retour.
- Le **tri des biodéchets** tient tant que la collecte est régulière, puis se relâche.
- Les **formations** touchent les gérants, rarement les équipes de cuisine et de salle, qui changent souvent.""",
        "context": """Le plan régional d’économie circulaire fixe un cap : produire moins de déchets, prolonger la vie des objets, faire travailler les ressources du territoire. La restauration est l’un des métiers où ce cap se voit le mieux, parce que tout s’y croise : l’eau, l’énergie, les produits frais, les emballages, la vaisselle, le mobilier.

Dans les cuisines, la bonne volonté ne manque pas. Ce qui manque, c’est du temps, des bras et une organisation qui survive au départ de la personne motivée. Un restaurateur seul ne peut pas monter une laverie de contenants ; dix restaurants d’une même rue le peuvent peut-être.

L’enjeu est aussi social. Collecter, laver, réparer, transformer : ce sont des métiers accessibles, non délocalisables, que les structures d’insertion connaissent bien. Encore faut-il un volume régulier et un prix juste pour que l’activité tienne.""",
        "objectives": """- Choisir **trois actions prioritaires**, pas dix, et dire pourquoi celles-là.
- Pour chacune, décrire qui fait quoi, à quel coût et avec quel retour pour le restaurant.
- Trouver au moins une rue ou un quartier prêt à les essayer ensemble pendant une saison.
- Faire naître des activités portées par l’économie sociale et solidaire.""",
        "constraints": """- Les marges d’un restaurant sont faibles : une action qui coûte sans rien rapporter ne tiendra pas.
- Les locaux sont petits ; stocker des bacs ou des contenants vides est difficile.
- Les règles d’hygiène ne se négocient pas.
- La saison touristique double l’activité, puis la divise.""",
        "opportunities": """Le tri à la source des biodéchets est devenu une obligation : tout le monde doit s’y mettre, autant s’y mettre ensemble. Les habitants et les visiteurs demandent des preuves plus que des promesses. Enfin, plusieurs structures d’insertion de la région cherchent de nouvelles activités à développer.""",
        "resources": """Le plan régional d’économie circulaire, un réseau d’acteurs déjà réunis autour de lui, et l’équipe de la Fabrique pour étudier la piste qui sortira du lot.""",
        "expected": """Racontez ce que vous avez vu fonctionner, et surtout ce qui a fait durer la chose. Nous cherchons en particulier :

1. des **expériences** de restaurateurs, y compris les échecs, avec leurs raisons ;
2. des **idées** d’organisation à plusieurs : partage de matériel, de tournées, de personnel ;
3. des **inspirations** venues d’autres régions ou d’autres métiers.""",
        "beneficiaries": "Restaurateurs et leurs équipes, structures d’insertion, habitants et visiteurs",
        "organisation": "Région Sud",
        "themes": ["alimentation", "reemploi-et-ressources", "insertion"],
        "goals": [8, 11, 12],
        "territory": ("region", "93"),
        "territory_kind": "urban",
        "opens_on": -34,
        "closes_on": 45,
        "proposal": True,
        "updates": [
            (
                -34,
                "Le défi est ouvert",
                "Merci à celles et ceux qui ont aidé à formuler la question. Vos premières contributions sont les bienvenues, même courtes.",
            ),
            (
                -12,
                "Un premier point d’étape",
                "Trois familles de pistes reviennent : laver ensemble, collecter ensemble, former ensemble. Dites-nous laquelle vous semble la plus facile à lancer, et pourquoi.",
            ),
        ],
        "en": {
            "slug": "restaurants-and-circular-economy",
            "title": "Restaurants and the circular economy in Région Sud",
            "guiding_question": "Which three actions should we start with so that circular practice lasts in our restaurants?",
            "summary": "Leftovers, packaging, oil, crockery: restaurants here try a thousand things, and many stop within a year. Let us find the three actions that last.",
            "already_tried": """Charters, audits, communication kits: each helped a few volunteers, none changed the habits of a whole trade.

- **Deposit schemes for containers** stumble over washing and returns.
- **Sorting food waste** holds as long as collection is regular, then slackens.
- **Training** reaches owners, seldom the kitchen and dining-room teams, who change often.""",
            "context": """The regional circular economy plan sets a course: less waste, longer lives for objects, work for local resources. Restaurants are where that course shows best, because everything meets there: water, energy, fresh produce, packaging, crockery, furniture.

There is no lack of good will in the kitchens. What is missing is time, hands, and a way of working that survives the departure of the one motivated person. One restaurant cannot set up a washing plant for containers; ten restaurants of the same street perhaps can.

There is a social side too. Collecting, washing, mending, transforming: these are accessible jobs that cannot be moved away, and work-integration organisations know them well. They still need regular volumes and a fair price.""",
            "objectives": """- Choose **three priority actions**, not ten, and say why these.
- For each, describe who does what, at which cost and with what benefit for the restaurant.
- Find at least one street or district ready to try them together for a season.
- Give rise to activities carried by the social economy.""",
            "constraints": """- Margins are thin: an action that only costs will not last.
- Premises are small; storing bins or empty containers is hard.
- Hygiene rules are not negotiable.
- The tourist season doubles the activity, then halves it.""",
            "opportunities": "Sorting food waste at source has become compulsory: since everyone has to start, let us start together. Residents and visitors ask for proof rather than promises, and several work-integration organisations are looking for new activities.",
            "resources": "The regional circular economy plan, a network already gathered around it, and the Fabrique’s team to study the lead that stands out.",
            "expected": """Tell us what you have seen work, and above all what made it last. We are looking for:

1. **experiences** of restaurant owners, failures included, with their reasons;
2. **ideas** for doing things together: shared equipment, rounds, staff;
3. **inspirations** from other regions or other trades.""",
            "beneficiaries": "Restaurant owners and their teams, work-integration organisations, residents and visitors",
            "updates": [
                (
                    "The challenge is open",
                    "Thank you to all who helped to word the question. Your first contributions are welcome, even short ones.",
                ),
                (
                    "A first look back",
                    "Three families of leads keep coming up: washing together, collecting together, training together. Tell us which one looks easiest to start, and why.",
                ),
            ],
        },
    },
    {
        "slug": "dechets-de-la-friche",
        "title": "Les déchets de la Friche la Belle de Mai",
        "picture_alt": "Des bacs de tri de couleurs devant les toits en dents de scie d’une ancienne manufacture",
        "guiding_question": "Comment faire des déchets d’un lieu de culture une ressource pour le quartier et pour l’emploi ?",
        "summary": "Environ 16 tonnes de déchets sortent chaque mois de la Friche. Comment en produire moins, mieux les trier, et faire de leur collecte une activité d’insertion ?",
        "situation": "priority_issue",
        "already_tried": """Des bacs de couleur, des affiches, des référents volontaires : le tri progresse dans les bureaux, beaucoup moins pendant les événements et dans les espaces partagés. Les solutions ont été pensées lieu par lieu, jamais pour le site entier.""",
        "context": """La Friche est une petite ville : des ateliers d’artistes, des bureaux, un restaurant, une librairie, des salles de spectacle, une crèche, des jardins, un toit où l’on se retrouve l’été. Chaque activité produit ses déchets, à son rythme. En tout, environ **16 tonnes par mois**.

On y trouve de tout : du carton et du verre, comme partout ; des restes de repas ; mais aussi du bois de décor, des bâches, des tissus, des chutes de métal, tout ce qui reste quand un spectacle est démonté. Une partie de ces matières a de la valeur pour quelqu’un d’autre, à condition de le savoir à temps.

La question n’est donc pas seulement technique. Qui passe, à quelle heure, avec quelle clé ? Qui accueille une matière, la nettoie, la remet en circulation ? Et comment faire en sorte que ces gestes deviennent de vrais emplois, pour des personnes du quartier qui en sont éloignées ?""",
        "objectives": """- Mesurer ce qui sort, par matière et par lieu, sans y passer ses journées.
- Réduire le **gaspillage alimentaire** du restaurant et des événements.
- Organiser un **tri commun** à tout le site, compréhensible par un visiteur d’un soir.
- Confier une partie de la collecte et du réemploi à une activité d’**insertion**.""",
        "constraints": """- Un site ouvert au public, souvent la nuit, avec des pics lors des grands événements.
- Peu de place pour stocker, et des accès à laisser libres pour les secours.
- Des dizaines d’occupants, chacun avec son contrat et ses habitudes.""",
        "opportunities": """Le site réunit au même endroit des producteurs de matières et des gens capables de les transformer : décorateurs, plasticiens, cuisiniers, jardiniers. Peu de quartiers ont cette chance. Et ce qui marchera ici pourra servir à d’autres lieux culturels.""",
        "expected": """Nous lirons avec attention :

- les retours d’**autres grands lieux** (salles, festivals, tiers-lieux) qui ont réussi à trier ;
- vos idées pour les **soirs d’événement**, là où tout se joue en quelques heures ;
- des pistes de **modèle économique** pour une activité d’insertion.""",
        "beneficiaries": "Résidents et visiteurs de la Friche, habitants de la Belle de Mai, personnes en parcours d’insertion",
        "organisation": "Friche la Belle de Mai",
        "themes": ["reemploi-et-ressources", "insertion", "culture"],
        "goals": [8, 11, 12],
        "territory": ("commune", "13055"),
        "territory_kind": "priority_district",
        "opens_on": -21,
        "closes_on": 38,
        "updates": [
            (
                -21,
                "Le défi est ouvert",
                "Un recensement des matières est affiché à l’accueil : venez le compléter, ou répondez ici.",
            )
        ],
        "en": {
            "slug": "waste-at-the-friche",
            "title": "Waste at the Friche la Belle de Mai",
            "guiding_question": "How can the waste of a place of culture become a resource for the neighbourhood and for jobs?",
            "summary": "About 16 tonnes of waste leave the Friche every month. How can we produce less, sort better, and turn collection into work for people who are far from employment?",
            "already_tried": "Coloured bins, posters, volunteers in each office: sorting improves at the desks, much less during events and in shared spaces. Solutions were thought out place by place, never for the whole site.",
            "context": """The Friche is a small town: artists' studios, offices, a restaurant, a bookshop, theatres, a nursery, gardens, a roof where people meet in summer. Each activity makes waste at its own pace. In all, about **16 tonnes a month**.

There is cardboard and glass, as everywhere; leftovers; but also wood from stage sets, tarpaulins, fabrics, metal, all that remains when a show comes down. Some of it is worth something to somebody, provided they hear of it in time.

So the question is not only technical. Who comes by, at what time, with which key? Who takes a material in, cleans it, puts it back into use? And how can these gestures become real jobs for people of the neighbourhood?""",
            "objectives": """- Measure what goes out, by material and place, without spending days on it.
- Reduce **food waste** at the restaurant and at events.
- Set up **one way of sorting** for the whole site that a visitor of one evening understands.
- Entrust part of collection and re-use to a **work-integration** activity.""",
            "constraints": """- A site open to the public, often at night, with peaks at large events.
- Little room to store, and accesses to keep clear.
- Dozens of occupants, each with their own contract and habits.""",
            "opportunities": "Those who produce materials and those who can transform them work on the same site: set builders, artists, cooks, gardeners. What works here could serve other places of culture.",
            "expected": """We will read with care:

- what **other large venues** (theatres, festivals, third places) learned about sorting;
- your ideas for **event nights**, when everything happens within a few hours;
- leads on a **business model** for a work-integration activity.""",
            "beneficiaries": "Residents and visitors of the Friche, people of the Belle de Mai, people on their way back to work",
            "updates": [
                (
                    "The challenge is open",
                    "A list of materials hangs at the reception: come and complete it, or answer here.",
                )
            ],
        },
    },
    {
        "slug": "eau-potable-a-la-friche",
        "title": "L’eau potable à la Friche",
        "picture_alt": "Une fontaine, deux personnes et de grandes gouttes d’eau sous le soleil",
        "guiding_question": "Comment donner à chacune et chacun un accès simple et gratuit à l’eau potable, sans bouteille jetable ?",
        "summary": "L’été, le site accueille beaucoup de monde et peu de points d’eau. Fontaines, gourdes, gobelets, signalétique : que faut-il installer, où, et qui en prend soin ?",
        "situation": "priority_issue",
        "already_tried": "Des carafes au restaurant, des gobelets consignés les soirs de concert. Cela marche à table ; beaucoup moins sur le toit, aux jardins ou sur l’aire de jeux.",
        "context": """Boire un verre d’eau devrait être le geste le plus simple du monde. Sur un grand site ouvert, il ne l’est pas : les robinets sont derrière des portes, les fontaines sont rares, et la bouteille achetée au bar devient la solution par défaut.

La question touche à l’égalité autant qu’à l’environnement. Les enfants de l’aire de jeux, les personnes âgées du quartier, celles et ceux qui travaillent dehors n’ont ni la même facilité à demander, ni le même budget. Avec des étés plus chauds, l’accès à l’eau devient une question de santé.

Installer une fontaine ne suffit pas. Il faut la raccorder, l’entretenir, la rendre visible, et que l’on ait confiance dans l’eau qui en sort.""",
        "objectives": """- Un point d’eau visible à moins de quelques minutes de marche, où que l’on soit sur le site.
- Plus aucune petite bouteille jetable lors des événements.
- Une organisation claire pour l’entretien et les petites pannes.""",
        "constraints": """- Des bâtiments anciens et des réseaux à respecter.
- Le gel l’hiver, l’affluence l’été.
- Un budget d’investissement limité, et un budget de fonctionnement plus limité encore.""",
        "opportunities": "Des artistes et des constructeurs sur place, capables d’imaginer un objet que l’on remarque ; un public nombreux, prêt à adopter de nouveaux gestes si on les lui facilite.",
        "expected": """- Vos retours d’expérience sur les **fontaines publiques** et leur entretien.
- Des idées de **signalétique** et d’objets.
- Des exemples de festivals qui se sont passés de bouteilles.""",
        "beneficiaries": "Publics de la Friche, enfants et familles du quartier, équipes qui travaillent dehors",
        "organisation": "Friche la Belle de Mai",
        "themes": ["environnement", "services-de-proximite"],
        "goals": [3, 6, 12],
        "territory": ("commune", "13055"),
        "territory_kind": "priority_district",
        "opens_on": -120,
        "closes_on": -25,
        "updates": [
            (
                -120,
                "Le défi est ouvert",
                "Une carte du site, avec les robinets connus, a servi de point de départ.",
            ),
            (
                -25,
                "Les contributions sont closes",
                "Merci ! L’équipe relit l’ensemble et classe les pistes par coût et par facilité d’entretien.",
            ),
        ],
        "en": {
            "slug": "drinking-water-at-the-friche",
            "title": "Drinking water at the Friche",
            "guiding_question": "How can everyone have simple, free drinking water without throw-away bottles?",
            "summary": "In summer the site welcomes many people and has few taps. Fountains, flasks, cups, signs: what should be installed, where, and who takes care of it?",
            "already_tried": "Carafes at the restaurant, deposit cups on concert nights. It works at table, much less on the roof, in the gardens or in the playground.",
            "context": """Drinking a glass of water should be the simplest thing in the world. On a large open site it is not: taps are behind doors, fountains are rare, and the bottle from the bar becomes the default.

This is about equality as much as about the environment. Children in the playground, older neighbours and people who work outside do not all ask as easily, or have the same budget. With hotter summers, access to water becomes a matter of health.

Installing a fountain is not enough. It must be connected, looked after and easy to see, and people must trust its water.""",
            "objectives": """- A visible water point within a few minutes' walk, wherever one stands.
- No more small throw-away bottles at events.
- A clear way of dealing with upkeep and small breakdowns.""",
            "constraints": """- Old buildings and pipes to respect.
- Frost in winter, crowds in summer.
- A limited budget to build, and a more limited one to run.""",
            "opportunities": "Artists and builders on site who can imagine an object that people notice; a large public ready for new habits, if they are made easy.",
            "expected": """- What you know of **public fountains** and their upkeep.
- Ideas for **signs** and objects.
- Examples of festivals that did without bottles.""",
            "beneficiaries": "The public of the Friche, children and families of the neighbourhood, people who work outside",
            "updates": [
                (
                    "The challenge is open",
                    "A map of the site with its known taps was the starting point.",
                ),
                (
                    "Contributions are closed",
                    "Thank you! The team is reading everything again and ranks the leads by cost and ease of upkeep.",
                ),
            ],
        },
    },
    {
        "slug": "commerce-et-ess-belle-de-mai",
        "title": "Commerce et ESS à la Belle de Mai",
        "picture_alt": "Une rue commerçante : devantures colorées, stores rayés et passants",
        "guiding_question": "Quels commerces et services d’économie sociale et solidaire feraient revivre les rues de la Belle de Mai ?",
        "summary": "Rideaux baissés d’un côté, envies d’habitants de l’autre : avec la Ville de Marseille, ce défi lancé en 2024 a cherché les activités utiles qui pourraient s’installer au rez-de-chaussée du quartier.",
        "situation": "territory",
        "needs": """- Des **produits frais** à prix abordable, à pied.
- Un lieu pour **réparer** et emprunter plutôt qu’acheter.
- Des **services aux familles** : garde, aide aux démarches, impression de documents.
- Des rez-de-chaussée **ouverts en soirée**, qui rassurent et qui éclairent la rue.""",
        "context": """La Belle de Mai est un quartier vivant, jeune et populaire du 3e arrondissement de Marseille. On y trouve des associations par dizaines, des habitants inventifs, un grand lieu culturel. On y trouve aussi des rideaux baissés, des locaux humides ou trop grands, et des courses que l’on part faire ailleurs.

L’économie sociale et solidaire peut-elle faire commerce ici ? Une épicerie coopérative, une recyclerie, une conciergerie de quartier n’ont pas les mêmes besoins qu’une enseigne : un loyer progressif, un accompagnement, du temps pour trouver leur public.

Ce défi a réuni habitants, commerçants, associations et collectivité autour d’une carte du quartier : quels besoins, quels locaux, quelles envies de faire ?""",
        "objectives": """- Dresser, rue par rue, la liste des besoins et des locaux disponibles.
- Faire émerger trois à cinq activités possibles et en étudier une.
- Trouver les conditions (bail, loyer, travaux) qui rendent l’installation possible.""",
        "constraints": """- Des propriétaires nombreux et parfois difficiles à joindre.
- Des travaux souvent lourds avant d’ouvrir.
- Le pouvoir d’achat du quartier : le prix juste doit l’être pour tous.""",
        "opportunities": "Une ville engagée, des habitants qui connaissent chaque rue, un tissu associatif dense, et la Friche comme voisine.",
        "expected": "Des idées d’activités, des retours d’expérience de commerces solidaires, et la connaissance fine que seuls les habitants ont de leurs rues.",
        "beneficiaries": "Habitants et commerçants de la Belle de Mai",
        "organisation": "Ville de Marseille",
        "themes": ["services-de-proximite", "alimentation", "insertion"],
        "goals": [8, 10, 11],
        "territory": ("commune", "13055"),
        "territory_kind": "priority_district",
        "opens_on": datetime.date(2024, 3, 4),
        "closes_on": datetime.date(2024, 6, 14),
        "followed_up_on": datetime.date(2024, 7, 1),
        "updates": [
            (
                datetime.date(2024, 3, 4),
                "Le défi est lancé",
                "Une première rencontre, carte du quartier sur la table, ouvre les contributions.",
            ),
            (
                datetime.date(2024, 5, 16),
                "Balade dans les rues",
                "Un après-midi à pied, devant chaque rideau baissé : à qui est ce local, qu’y ferait-on ?",
            ),
            (
                datetime.date(2024, 6, 14),
                "Fin des contributions",
                "Les idées sont regroupées en quatre familles : se nourrir, réparer, s’entraider, se retrouver.",
            ),
            (
                datetime.date(2024, 10, 8),
                "Une piste retenue pour l’étude",
                "Le comité choisit d’étudier un lieu qui réunit réparation, prêt d’objets et aide aux démarches.",
            ),
            (
                datetime.date(2025, 4, 3),
                "Restitution publique",
                "Les enseignements sont présentés au quartier ; la suite se discute avec les structures intéressées.",
            ),
        ],
        "en": {
            "slug": "shops-and-social-economy-belle-de-mai",
            "title": "Shops and the social economy in the Belle de Mai",
            "guiding_question": "Which social-economy shops and services would bring life back to the streets of the Belle de Mai?",
            "summary": "Closed shutters on one side, residents' wishes on the other: with the city of Marseille, this challenge of 2024 looked for useful activities for the ground floors of the neighbourhood.",
            "needs": """- **Fresh produce** at fair prices, within walking distance.
- A place to **mend** and borrow rather than buy.
- **Services for families**: childcare, help with paperwork, printing.
- Ground floors **open in the evening**, which reassure and light the street.""",
            "context": """The Belle de Mai is a lively, young, working-class neighbourhood of Marseille’s 3rd arrondissement, with dozens of associations, inventive residents and a large place of culture. It also has closed shutters, premises that are damp or too big, and shopping that people do elsewhere.

Can the social economy keep shop here? A cooperative grocery, a re-use centre or a neighbourhood concierge does not need what a chain needs: a rent that grows step by step, support, time to find its public.

This challenge brought residents, shopkeepers, associations and the city around a map: which needs, which premises, which wishes?""",
            "objectives": """- List needs and available premises, street by street.
- Bring out three to five possible activities and study one.
- Find the conditions (lease, rent, works) that make settling possible.""",
            "constraints": """- Many owners, sometimes hard to reach.
- Often heavy works before opening.
- Household budgets: a fair price must be fair to all.""",
            "opportunities": "A committed city, residents who know every street, many associations, and the Friche next door.",
            "expected": "Ideas for activities, experience from social shops, and the close knowledge that only residents have of their streets.",
            "beneficiaries": "Residents and shopkeepers of the Belle de Mai",
            "updates": [
                (
                    "The challenge is launched",
                    "A first meeting, with a map of the neighbourhood on the table, opens the contributions.",
                ),
                (
                    "A walk through the streets",
                    "An afternoon on foot, in front of each closed shutter: whose is it, what could be done there?",
                ),
                (
                    "End of contributions",
                    "Ideas are gathered in four families: eating, mending, helping, meeting.",
                ),
                (
                    "One lead chosen for study",
                    "The committee chooses to study a place that joins mending, lending and help with paperwork.",
                ),
                (
                    "Public feedback",
                    "The lessons are presented to the neighbourhood; next steps are discussed with interested organisations.",
                ),
            ],
        },
    },
    {
        "slug": "se-nourrir-a-la-belle-de-mai",
        "title": "Se nourrir à la Belle de Mai",
        "picture_alt": "Une grande marmite, des légumes et des mains autour d’un plan de travail",
        "guiding_question": "Comment permettre à toutes et tous d’accéder à une bonne alimentation, en s’appuyant sur les cuisines du quartier ?",
        "summary": "Bien manger coûte cher et demande une cuisine. Dressons la carte des cuisines partageables de la Belle de Mai et inventons ce qui pourrait s’y passer.",
        "situation": "territory",
        "needs": """- **Des cuisines équipées** pour celles et ceux qui n’en ont pas, ou trop petite.
- **Des produits de qualité** à portée de budget.
- **Des moments partagés** autour du repas, pour rompre l’isolement.
- **Des débouchés** pour les cuisinières et cuisiniers du quartier qui voudraient en vivre.""",
        "context": """Dans le quartier, on cuisine beaucoup et bien : les recettes viennent de tout le bassin méditerranéen et d’au-delà. Mais on cuisine souvent dans très peu de place, avec peu de matériel, et l’offre de produits frais se réduit dès que l’on s’éloigne des grands axes.

En même temps, des cuisines restent vides une partie de la semaine : centres sociaux, écoles, lieux culturels, associations, restaurants fermés le lundi. Personne n’en a la carte complète. Personne ne sait exactement qui peut les prêter, à quelles conditions, avec quelles assurances.

Ce défi part de là : **relier les cuisines, les produits et les personnes**. Distribuer un panier ne suffit pas si l’on ne peut pas le cuisiner ; ouvrir une cuisine ne suffit pas si l’on n’y trouve pas de quoi la remplir.""",
        "objectives": """- Établir une **carte des cuisines** partageables, avec leur équipement et leurs horaires libres.
- Imaginer deux ou trois **usages** à essayer vite : repas de quartier, conserverie, cuisine d’essai.
- Associer des producteurs de la région à des prix tenables des deux côtés.""",
        "constraints": """- Hygiène, assurances, responsabilité : qui signe quoi ?
- La fatigue des équipes associatives, déjà très sollicitées.
- Ne pas faire à la place des gens, et ne stigmatiser personne.""",
        "opportunities": "Des savoir-faire culinaires immenses, un réseau associatif serré, des lieux volontaires, et des exemples ailleurs, comme la cuisine professionnelle partagée de Nantes.",
        "resources": "Une première liste de cuisines, à compléter ensemble ; des structures prêtes à accueillir un essai.",
        "expected": """- **Signalez une cuisine** : où, quel équipement, quand est-elle libre ?
- **Racontez** un repas, un atelier, une conserverie que vous avez fait vivre.
- **Proposez** une règle du jeu simple pour le prêt d’une cuisine.""",
        "beneficiaries": "Habitants de la Belle de Mai, en particulier les familles logées à l’étroit et les personnes isolées",
        "proposed_by": "Collectif À Table (collectif fictif)",
        "themes": ["alimentation", "circuits-courts", "services-de-proximite"],
        "goals": [2, 3, 10],
        "territory": ("commune", "13055"),
        "territory_kind": "priority_district",
        "opens_on": -48,
        "closes_on": 18,
        "updates": [
            (
                -48,
                "Le défi est ouvert",
                "La carte commence avec une poignée de cuisines. Ajoutez les vôtres !",
            ),
            (
                -9,
                "On goûte, on discute",
                "Une soupe partagée a permis de recueillir des contributions à l’oral ; elles sont recopiées ici avec l’accord de leurs auteurs.",
            ),
        ],
    },
    {
        "slug": "logistique-des-producteurs",
        "title": "Une logistique commune pour les producteurs de la région",
        "picture_alt": "Une camionnette et des cageots, entre des champs et une ville",
        "guiding_question": "Comment mutualiser le transport des producteurs sans leur ajouter une charge de plus ?",
        "summary": "Chaque semaine, des dizaines de camionnettes à moitié vides prennent la même route vers la métropole. En s’inspirant du Kiosque Paysan, comment regrouper les tournées à l’échelle de la région ?",
        "situation": "swarming",
        "inspiration_name": "Kiosque Paysan (Nantes), circuits courts et logistique mutualisée",
        "adaptation": """L’étude menée à Nantes en 2018–2019 portait sur une ville et sa couronne. À l’échelle de la région, trois choses changent :

- les **distances** : une tournée en étoile ne suffit plus, il faut des points de relais ;
- la **variété** des produits, du frais au sec, avec ou sans froid ;
- le **nombre d’acheteurs** : écoles, épiceries, restaurants, groupements d’habitants.""",
        "context": """Vendre en circuit court, c’est aussi conduire. Pour beaucoup de fermes, une à deux journées par semaine passent sur la route, dans une camionnette rarement pleine. C’est du temps qui manque aux champs, du carburant, et une fatigue qui finit par décourager.

Les acheteurs ont le problème symétrique : recevoir huit livraisons pour faire un menu, c’est huit créneaux, huit bons, huit conversations. Beaucoup renoncent au local pour cette seule raison.

Mutualiser paraît évident ; le faire durer ne l’est pas. Il faut un prix, une organisation, un lieu, quelqu’un qui décroche le téléphone quand un cageot manque. Les structures d’insertion savent tenir une plate-forme ; les producteurs savent ce qu’ils ne veulent plus.""",
        "objectives": """- Décrire deux ou trois **tournées types** et leur seuil d’équilibre.
- Choisir un **modèle** : coopérative, association, service d’une structure existante.
- Réunir un premier groupe de fermes et d’acheteurs prêt à essayer trois mois.""",
        "constraints": """- La chaîne du froid, sans exception.
- Des marges serrées à chaque maillon.
- Des saisons : les volumes varient du simple au triple.""",
        "opportunities": "Les écoles et les cantines cherchent des produits locaux ; des points de vente existent déjà ; l’expérience nantaise est documentée.",
        "expected": "Producteurs, dites-nous vos tournées. Acheteurs, dites-nous ce qui vous ferait passer au local. Logisticiens, dites-nous ce que nous oublions.",
        "beneficiaries": "Producteurs, cantines, épiceries, habitants",
        "organisation": "Les Ecossolies",
        "themes": ["circuits-courts", "alimentation", "mobilite"],
        "goals": [2, 12, 13],
        "territory": ("commune", "44109"),
        "territory_kind": "rural",
        "opens_on": -27,
        "closes_on": 9,
        "updates": [
            (
                -27,
                "Le défi est ouvert",
                "Bienvenue ! Commencez par nous dire d’où vous écrivez : ferme, cantine, épicerie, entrepôt.",
            )
        ],
    },
    {
        "slug": "mobilite-des-jeunes",
        "title": "Se déplacer quand on a vingt ans et pas de permis",
        "picture_alt": "Deux cyclistes et un bus sur une route, une ville au loin",
        "guiding_question": "Qui reprendra l’idée d’un garage d’entraide où les jeunes louent, réparent et apprennent à conduire leur mobilité ?",
        "summary": "Formation, stage, premier emploi : dans une ville un peu à l’écart, tout commence par un trajet impossible. L’idée d’un garage d’entraide est mûre ; il lui manque quelqu’un pour la porter.",
        "situation": "idea",
        "handover_terms": """Je transmets **l’idée et tout ce qui l’accompagne** : les notes, les contacts pris, l’esquisse de budget, un plan d’atelier.

- À qui : une association, une coopérative ou un groupe de personnes du territoire.
- À quelle condition : que les jeunes participent aux décisions.
- En échange de : rien. Je reste disponible une demi-journée par mois la première année.""",
        "context": """Un matin sur deux, le bus passe trop tard pour l’embauche. Le permis coûte plus d’un mois de salaire d’un premier contrat, et la voiture autant. Alors on refuse la formation, on abandonne le stage, ou l’on demande à un cousin.

Les aides existent, mais elles sont éparpillées : une ici pour le permis, une là pour le vélo, une autre pour le covoiturage. Il faut un ordinateur, de la patience et quelqu’un qui explique. Beaucoup renoncent avant d’avoir commencé.

L’idée est celle d’un **garage d’entraide** : un lieu simple où l’on loue un vélo ou un deux-roues à la semaine, où l’on apprend à le réparer, où une personne aide à monter son dossier et à organiser ses trajets. On y vient pour une roue crevée, on en repart avec une solution pour l’année.""",
        "objectives": """- Trouver un **porteur** ou une équipe, d’ici la fin du défi.
- Vérifier le besoin auprès des jeunes, des employeurs et des centres de formation.
- Esquisser un premier modèle : location, ateliers, soutiens publics et privés.""",
        "constraints": """- Assurance des véhicules et des conducteurs débutants.
- Un lieu accessible… sans voiture.
- Ne pas concurrencer les auto-écoles ni les réparateurs, mais travailler avec eux.""",
        "opportunities": "Des employeurs qui peinent à recruter pour cette raison même ; des locaux d’activité disponibles ; des garages solidaires qui, ailleurs, partagent volontiers leur expérience.",
        "expected": "Vous avez fait vivre un garage solidaire, une auto-école associative, un prêt de vélos ? Racontez. Vous avez envie de reprendre l’idée ? Dites-le en réponse, sans engagement.",
        "beneficiaries": "Jeunes de 16 à 25 ans, apprentis, employeurs du bassin de vie",
        "proposed_by": "Nadia Démonstration (personne fictive)",
        "themes": ["mobilite", "insertion"],
        "goals": [4, 8, 11],
        "territory": ("commune", "13041"),
        "territory_kind": "peri_urban",
        "opens_on": -6,
        "closes_on": 74,
        "proposal": True,
        "updates": [],
    },
    {
        "slug": "mobilite-des-aines-loire-atlantique",
        "title": "La mobilité des personnes âgées ou handicapées dans les territoires fragiles",
        "picture_alt": "Un minibus s’arrête près d’un banc où attendent deux personnes, au bord d’un village",
        "guiding_question": "Comment continuer à sortir de chez soi quand on ne conduit plus et que le bus ne passe pas ?",
        "summary": "En Loire-Atlantique, avec Malakoff Humanis : faire ses courses, voir un médecin ou un ami devient un parcours d’obstacles loin des centres. Quelles solutions tenir ensemble, à l’échelle de quelques communes ?",
        "situation": "territory",
        "needs": """- Des trajets **accompagnés**, de porte à porte, pour la santé et les démarches.
- Des trajets **pour le plaisir** : voir des amis, aller au marché, au club, au cinéma.
- Une **information** unique et humaine : un numéro, une voix.
- Des véhicules **adaptés** et des conducteurs rassurés.""",
        "context": """On parle souvent de la mobilité comme d’un problème de transport. Quand on vieillit ou que l’on vit avec un handicap, c’est d’abord une question de lien : ne plus conduire, c’est moins voir ses amis, renoncer au marché, reporter un soin.

Dans les territoires fragiles du département, les lignes régulières sont rares, et les services à la demande sont souvent limités à certains jours ou à certaines communes. Des bénévoles conduisent leurs voisins, sans cadre ni assurance claire. Des communes financent un minibus qui dort la moitié de la semaine.

Le besoin n’est donc pas de partir de zéro, mais de **faire tenir ensemble** ce qui existe : bénévoles, taxis, minibus, aides à domicile, caisses de retraite.""",
        "objectives": """- Recenser ce qui roule déjà, commune par commune.
- Concevoir un **service commun** à un petit groupe de communes.
- Définir le rôle de chacun : qui conduit, qui répond, qui paie, qui assure.""",
        "constraints": """- Des bénévoles qui vieillissent eux aussi.
- La réglementation du transport de personnes.
- Des restes à charge qui doivent rester très faibles.""",
        "opportunities": "L’engagement de Malakoff Humanis, l’intérêt des communes, et des véhicules qui existent déjà.",
        "expected": "Expériences de transport solidaire, idées pour l’accueil téléphonique, exemples de communes qui partagent un véhicule.",
        "beneficiaries": "Personnes âgées, personnes en situation de handicap, proches aidants",
        "organisation": "Malakoff Humanis",
        "themes": ["mobilite", "bien-vieillir", "services-de-proximite"],
        "goals": [3, 10, 11],
        "territory": ("department", "44"),
        "territory_kind": "rural",
        "opens_on": -150,
        "closes_on": -41,
        "updates": [
            (
                -150,
                "Le défi est ouvert",
                "Les contributions recueillies au téléphone sont les bienvenues autant que celles écrites ici.",
            ),
            (
                -41,
                "Fin des contributions",
                "Place à la synthèse : elle sera présentée aux communes volontaires.",
            ),
        ],
    },
    {
        "slug": "rouvrir-un-rez-de-chaussee",
        "title": "Rouvrir un rez-de-chaussée : 180 m² à inventer",
        "picture_alt": "Une maison à colombages dont la grande vitrine vide est éclairée",
        "guiding_question": "Quelle activité utile au quartier, et capable de payer un loyer modeste, installer dans ces 180 m² vides ?",
        "summary": "Une ancienne mercerie, une grande vitrine, une cour : le local est vide, son propriétaire est prêt à attendre un projet solidaire. Le défi ouvre bientôt ; préparez vos idées.",
        "situation": "resource",
        "resource_address": "12 rue de l’Exemple, Rouen (adresse fictive)",
        "resource_surface": 180,
        "resource_availability": "Dans trois mois, pour un bail de six ans au moins",
        "resource_owner": "Indivision Exemple (propriétaire fictif)",
        "resource_conditions": """- Loyer **progressif** : réduit la première année, au prix du quartier la troisième.
- Travaux de mise aux normes **partagés** entre le propriétaire et l’occupant.
- Pas d’activité de nuit : un voisin dort au premier étage.
- La cour reste ouverte aux habitants de l’immeuble.""",
        "context": """Depuis plusieurs années, la vitrine est blanchie à la craie. Les passants pressent le pas, les commerces voisins se sentent seuls. Le propriétaire pourrait louer à n’importe qui ; il préfère attendre une activité qui serve au quartier, si elle est solide.

Le local a des qualités : deux pièces claires de plain-pied, une réserve, une cour, une arrivée d’eau et de gaz. Il a aussi ses défauts : une façade à rafraîchir, une isolation à refaire, un accès à rendre praticable en fauteuil.

Nous ne cherchons pas un commerce de plus, mais **une réponse à un besoin** : à vous de dire lequel.""",
        "objectives": """- Faire émerger des usages, puis en choisir un **avec** le quartier.
- Vérifier qu’il peut payer un loyer modeste au bout de deux ans.
- Trouver la ou les structures qui l’occuperont.""",
        "constraints": "Une surface coupée en deux par un mur porteur, une façade protégée, un budget de travaux à boucler.",
        "opportunities": "Une rue passante, une école à deux pas, un propriétaire patient, un réseau d’artisans prêts à aider.",
        "expected": "Dès l’ouverture : des besoins d’habitants, des idées d’activités, des expériences de locaux partagés à plusieurs.",
        "beneficiaries": "Habitants du quartier, structures locales à la recherche d’un lieu",
        "proposed_by": "Association Les Volets Ouverts (structure fictive)",
        "themes": ["services-de-proximite", "habitat", "culture"],
        "goals": [8, 11],
        "territory": ("commune", "76540"),
        "territory_kind": "urban",
        "opens_on": 15,
        "closes_on": 95,
        "updates": [],
    },
    {
        "slug": "soleil-en-commun",
        "title": "Du soleil en commun sur les toits du quartier",
        "picture_alt": "Des toits couverts de panneaux solaires sous un grand soleil",
        "guiding_question": "Comment des habitants, locataires compris, peuvent-ils produire et partager une électricité solaire de quartier ?",
        "summary": "Les grands toits ne manquent pas, l’envie non plus. Mais comment faire pour que l’énergie produite profite aussi à celles et ceux qui ne possèdent pas de toit ? Ouverture prochaine.",
        "situation": "priority_issue",
        "already_tried": "Des réunions d’information très suivies, deux groupes de propriétaires qui avancent chacun de leur côté. Les locataires, eux, sont restés spectateurs.",
        "context": """L’énergie pèse de plus en plus lourd dans le budget des familles, et ce sont les logements les moins bien isolés qui paient le plus. Produire soi-même une partie de son électricité est devenu possible ; en partager la production avec ses voisins aussi.

Pourtant, les projets citoyens rassemblent surtout des personnes qui ont un toit, une épargne et du temps. Comment ouvrir la porte aux autres ? Par le prix, par l’information, par la gouvernance, par l’emploi ?

Cet exemple est imaginé pour la démonstration : il montre un défi **à venir**, que l’on peut lire avant de pouvoir y contribuer.""",
        "objectives": """- Imaginer un montage où un **locataire** trouve sa place et son avantage.
- Recenser les toits publics et privés volontaires.
- Relier le projet à des actions contre la précarité énergétique.""",
        "constraints": "Un cadre réglementaire précis, des investissements au départ, et une confiance à construire.",
        "opportunities": "Du soleil, des toits, des coopératives d’énergie qui partagent leurs méthodes.",
        "expected": "Préparez vos retours d’expérience de coopératives, vos idées de gouvernance, vos questions les plus simples.",
        "beneficiaries": "Habitants, locataires et propriétaires, écoles et associations du quartier",
        "proposed_by": "Les Toits Partagés (collectif fictif)",
        "themes": ["energie", "habitat", "environnement"],
        "goals": [7, 11, 13],
        "territory": ("commune", "33063"),
        "territory_kind": "urban",
        "opens_on": 33,
        "closes_on": 130,
        "updates": [],
    },
]
