"""The discussions of the demo. Every person and every experience is invented.

``when`` is a number of days before today, or a real day; ``reply_to`` the key of another
contribution; ``state`` what became of it, with the rule and the reason where it was restricted,
and who decided ``by`` where it was not the moderator. A ``notice`` and an ``appeal`` wait.
``supports`` names members, ``retained`` what becomes of it, and an ``official`` answer speaks for
those who carry the challenge.
"""

import datetime

RESTAURANTS, WASTE, WATER = (
    "restauration-economie-circulaire",
    "dechets-de-la-friche",
    "eau-potable-a-la-friche",
)
SHOPS, FOOD, LOGISTICS = (
    "commerce-et-ess-belle-de-mai",
    "se-nourrir-a-la-belle-de-mai",
    "logistique-des-producteurs",
)
YOUNG, ELDERS = "mobilite-des-jeunes", "mobilite-des-aines-loire-atlantique"


def _said(key, page, author, when, text, kind="idea", state="published", **extra):
    return {
        "key": key,
        "page": page,
        "author": author,
        "when": when,
        "kind": kind,
        "state": state,
        "text": text,
        "language": "fr",
        **extra,
    }


CONTRIBUTIONS = [
    # Restaurants
    _said(
        "laver-ensemble",
        RESTAURANTS,
        "camille",
        32,
        """Commençons par **laver ensemble**. Presque toutes les bonnes idées de réemploi butent au même endroit : qui lave, où, et à quel prix ?

Je propose une petite laverie partagée par une dizaine de restaurants d’une même rue, tenue par une structure d’insertion :

- une tournée le matin pour déposer le propre et reprendre le sale ;
- deux modèles de contenants seulement, choisis avec les cuisiniers ;
- un abonnement mensuel, calculé sur le nombre de couverts, pour que personne ne compte les boîtes.

Pourquoi cela peut durer : le restaurateur n’ajoute pas un geste, il en retire un. Et si le gérant change, l’abonnement reste, comme celui du linge. C’est d’ailleurs le modèle à regarder : personne ne se demande plus s’il faut louer ses torchons.""",
        supports=["gilles", "rachid", "fatou", "maelle", "jonah"],
        retained="Étudiée avec six restaurants volontaires : le prix d’un abonnement par couvert est en cours de calcul.",
    ),
    _said(
        "laver-ensemble-local",
        RESTAURANTS,
        "gilles",
        31,
        """J’aime la comparaison avec le linge. Une question tout de même : où met-on le sale entre deux passages ? Dans ma cuisine (imaginaire, mais ressemblante), il n’y a pas la place de poser un cageot de plus.""",
        "experience",
        reply_to="laver-ensemble",
    ),
    _said(
        "laver-ensemble-local-reponse",
        RESTAURANTS,
        "camille",
        30,
        """Vous avez raison, c’est le point faible. Deux pistes :

1. des bacs gerbables qui prennent la place des cartons d’emballage que l’on n’achète plus ;
2. un local commun au rez-de-chaussée d’un immeuble de la rue, ouvert par badge.

La seconde demande un propriétaire volontaire ; la ville peut aider à le trouver.""",
        reply_to="laver-ensemble-local",
    ),
    _said(
        "laver-ensemble-badge",
        RESTAURANTS,
        "rachid",
        28,
        """Le local par badge, nous l’avons fait pour des vélos-cargos : ça marche si **une seule** personne est responsable du ménage. Prévoyez ces heures dès le départ, sinon le local est condamné au bout de trois mois.""",
        "experience",
        reply_to="laver-ensemble-local-reponse",
    ),
    _said(
        "biodechets-regularite",
        RESTAURANTS,
        "ines",
        29,
        """Retour d’expérience d’une collecte de biodéchets à vélo (exemple inventé, mais les difficultés sont vraies).

**Ce qui a marché.** La régularité. Même jour, même heure, même personne. Au bout d’un mois, l’équipe de cuisine sortait le bac sans y penser, et nous rendait un bac bien trié parce qu’elle connaissait le prénom de celle qui le vidait.

**Ce qui n’a pas marché.** Les formations d’une heure en salle. Les équipes changent tous les trois mois ; il aurait fallu recommencer sans cesse. Nous les avons remplacées par une affiche plastifiée au-dessus du plan de travail et cinq minutes à chaque passage.

**Le coût.** Une tournée est rentable à partir d’une douzaine d’adresses proches. En dessous, on pédale pour la beauté du geste.

Ma conclusion : la première action n’est pas de trier, c’est d’**organiser une tournée que l’on ne supprime jamais**.""",
        "experience",
    ),
    _said(
        "biodechets-douze",
        RESTAURANTS,
        "paul",
        27,
        """Douze adresses proches, c’est exactement la taille d’une rue de restaurants. Voilà peut-être la bonne unité de départ pour les trois actions : **la rue**, et non l’établissement.""",
        reply_to="biodechets-regularite",
    ),
    _said(
        "carte-du-lendemain",
        RESTAURANTS,
        "fatou",
        25,
        """Une action simple et gourmande : la **carte du lendemain**.

Chaque restaurant volontaire garde une ligne de son ardoise pour un plat fait avec ce qui reste de la veille, à prix réduit, annoncé sans honte. Dix restaurants, un nom commun, une petite affiche.

- Coût : presque rien.
- Gain : moins de pertes, de nouveaux clients à midi.
- Pour durer : un concours amical chaque saison, avec le vote des clients.""",
    ),
    _said(
        "huiles",
        RESTAURANTS,
        "tomas",
        20,
        """Les huiles de friture sont collectées presque partout, mais chacun signe de son côté, à des conditions différentes. Une **commande groupée** par rue ou par quartier ferait gagner de l’argent dès le premier mois, et ce gain pourrait payer une autre action qui, elle, coûte (la laverie par exemple).

L’idée générale : associer toujours une action qui rapporte et une action qui coûte.""",
    ),
    _said(
        "gobelets-fete",
        RESTAURANTS,
        "anne-lise",
        18,
        """Vu lors d’une fête de village imaginaire : des gobelets consignés lavés sur place par un atelier d’insertion installé dans une remorque. Le public venait regarder ! Montrer le lavage, au lieu de le cacher, a fait plus pour la confiance que toutes les chartes.""",
        "inspiration",
        place="Saint-Exemple-sur-Mer (lieu imaginaire)",
        link="https://example.org/fete-des-gobelets",
    ),
    _said(
        "jonah-deposit",
        RESTAURANTS,
        "jonah",
        15,
        """Writing as a visitor who eats out a lot in your region.

What makes me bring a container back is not the deposit, it is **where** I can leave it. If I can return it in any restaurant of the town, or at the station, I will; if I must go back to the same place, I keep it as a lunch box for ever.

So my three actions would be: one shared container, many return points, and one organisation that moves the empties overnight.""",
        "experience",
        language="en",
    ),
    _said(
        "jonah-thanks",
        RESTAURANTS,
        "camille",
        14,
        """Merci Jonah ! Traduction rapide pour tous : ce qui compte n’est pas le montant de la consigne, mais la possibilité de **rendre le contenant partout**. Cela plaide pour deux modèles de boîtes, pas plus.""",
        reply_to="jonah-deposit",
    ),
    _said(
        "restaurants-pending-formation",
        RESTAURANTS,
        "maelle",
        2,
        """Et si l’on formait **les apprentis** plutôt que les équipes en place ? Ils passent d’un établissement à l’autre et emportent leurs gestes avec eux.

- Un module court au centre de formation, donné par un restaurateur et une structure d’insertion.
- Une épreuve amusante : cuisiner un menu avec un seau de déchets à la fin, et le peser.
- Un petit label personnel, pas un label d’établissement.""",
        state="pending",
    ),
    _said(
        "restaurants-refused-ad",
        RESTAURANTS,
        "gilles",
        9,
        """Découvrez notre gamme de barquettes compostables, moins 20 % sur la première commande avec le code DEFI, livraison gratuite dès dix cartons !""",
        state="refused",
        rule="advertising",
        reason="Votre message présente une offre commerciale et ne répond pas à la question du défi. Un retour d’expérience sur ces barquettes (coût, lavage, avis des équipes) serait, lui, le bienvenu.",
    ),
    _said(
        "restaurants-withdrawn",
        RESTAURANTS,
        "ines",
        22,
        """Ajout à mon message : les chiffres de notre tournée sont à prendre avec prudence, je vérifie et je reviens.""",
        "experience",
        state="withdrawn",
        reply_to="biodechets-regularite",
    ),
    # Waste at the Friche
    _said(
        "bourse-materiaux",
        WASTE,
        "youssef",
        19,
        """Le bois de décor est la matière la plus triste à voir dans une benne : il est neuf, il a servi trois semaines.

Je propose une **bourse aux matériaux à date fixe**, le premier mercredi du mois, sur la place centrale :

1. les équipes qui démontent annoncent ce qui vient, avec une photo et des dimensions ;
2. ce qui n’est pas pris le jour même part chez un partenaire du réemploi ;
3. une personne en parcours d’insertion tient le registre : c’est un vrai métier de magasinier.

La date fixe change tout. Un local permanent se remplit et déborde ; un rendez-vous se vide.""",
        supports=["chloe", "paul", "fatou", "mary"],
        retained="Un premier rendez-vous est prévu sur la place centrale ; l’étiquette à trois mentions y sera essayée.",
    ),
    _said(
        "bourse-materiaux-securite",
        WASTE,
        "chloe",
        18,
        """Très belle idée. Attention aux bois **ignifugés** et aux peintures de scène : tout ne peut pas repartir dans une chambre d’enfant. Il faut une étiquette simple : « intérieur », « extérieur », « atelier seulement ».""",
        "experience",
        reply_to="bourse-materiaux",
    ),
    _said(
        "bourse-etiquette",
        WASTE,
        "youssef",
        17,
        """Merci, je n’y avais pas pensé. L’étiquette pourrait être posée dès le montage du décor, par celles et ceux qui savent ce qu’il y a dedans.""",
        reply_to="bourse-materiaux-securite",
    ),
    _said(
        "bourse-reponse",
        WASTE,
        "solene",
        12,
        """Merci à toutes et tous. Nous prenons l’idée telle quelle : **un mercredi par mois**, l’étiquette à trois mentions de Chloé, et un registre tenu par une personne en parcours d’insertion.

Ce qui manque encore : un abri pour les jours de pluie, et deux équipes prêtes à annoncer leurs démontages un mois à l’avance. Si c’est vous, répondez ici.""",
        reply_to="bourse-materiaux",
        official=True,
        supports=["youssef", "chloe"],
    ),
    _said(
        "soirs-evenement",
        WASTE,
        "anne-lise",
        16,
        """Douze ans de festivals (imaginaires) m’ont appris une chose : un soir d’événement, **personne ne lit**.

Alors on fait autrement :

- **un îlot, quatre trous, aucune poubelle isolée** ailleurs : une poubelle seule devient toujours la poubelle de tout ;
- une personne souriante à chaque îlot pendant les deux heures de pointe, payée, formée, avec un gilet visible ;
- moins de matières à l’entrée : si le bar ne vend que trois sortes de contenants, il n’y a que trois gestes à apprendre.

Le troisième point est de loin le plus efficace, et c’est celui qu’on oublie parce qu’il se décide six mois avant, au moment des commandes.""",
        "experience",
    ),
    _said(
        "peser",
        WASTE,
        "paul",
        13,
        """Environ 16 tonnes par mois, c’est un total. Pour agir, il faudrait savoir **qui** et **quand**. Une balance sous le local à bacs et un carnet suffisent : une semaine de pesée par saison, faite par des lycéens du quartier avec leur enseignant, et l’on saura où porter l’effort.""",
    ),
    _said(
        "ressourcerie-du-spectacle",
        WASTE,
        "rachid",
        11,
        """Ailleurs, des ressourceries se sont spécialisées dans le spectacle : elles récupèrent, nettoient, louent. La location rapporte plus que la vente, parce qu’une même porte de décor sert dix fois. C’est peut-être le modèle économique que vous cherchez pour l’activité d’insertion.""",
        "inspiration",
        place="Une métropole voisine (exemple imaginaire)",
        link="https://example.org/ressourcerie-du-spectacle",
        notice={
            "by": "chloe",
            "when": 2,
            "rule": "advertising",
            "explanation": """Le lien mène droit à la boutique de cette ressourcerie : des tarifs, un bon de commande, rien sur sa façon de travailler.

L’exemple est intéressant, c’est la page qui me gêne. Un lien vers un récit ou un bilan conviendrait mieux.""",
        },
    ),
    _said(
        "mary-night",
        WASTE,
        "mary",
        8,
        """I worked in a music venue for years. Two things we learned the hard way:

- empty the bins **during** the show, not after: a full bin is where sorting ends;
- give the cleaning team a say when you buy cups, plates and bags. They know within a minute what will never be sorted.""",
        "experience",
        language="en",
    ),
    _said(
        "waste-pending-compost",
        WASTE,
        "fatou",
        1,
        """Pour les restes du restaurant : un composteur électromécanique partagé avec la crèche et les jardins ? Je peux mettre l’équipe en contact avec une école qui en a un (et qui en connaît les pannes).""",
        state="pending",
    ),
    _said(
        "waste-pending-mary",
        WASTE,
        "mary",
        1,
        """One more thought: the materials nobody wants are often the ones nobody has **photographed**. A simple picture board at the gate did wonders for us.""",
        language="en",
        state="pending",
        reply_to="bourse-materiaux",
    ),
    _said(
        "waste-refused-respect",
        WASTE,
        "tomas",
        6,
        """Franchement, ceux du deuxième étage sont des porcs, il suffit de voir leur palier. Qu’on leur coupe l’accès aux bacs et le problème sera réglé.""",
        state="refused",
        rule="disrespect",
        reason="Ce message vise des personnes et les insulte. Vous pouvez décrire le problème (quel lieu, quels déchets, à quel moment) et proposer une solution : il sera alors relu avec plaisir.",
    ),
    _said(
        "waste-removed",
        WASTE,
        "gilles",
        14,
        """Pour la bourse aux matériaux, appelez directement le gardien, Monsieur Exemple, au 00 00 00 00 00 : il donne volontiers les clés.""",
        state="removed",
        rule="personal_data",
        reason="Le message donnait le nom et le numéro de téléphone d’une personne sans son accord. Il a été retiré dès que nous nous en sommes aperçus ; l’idée peut être reformulée sans ces informations.",
        reply_to="bourse-materiaux",
    ),
    # Water
    _said(
        "fontaine-visible",
        WATER,
        "maelle",
        112,
        """Une fontaine que l’on ne voit pas n’existe pas. Je propose de confier aux artistes du site **trois fontaines-repères**, très visibles, à l’entrée, sur le toit et aux jardins : un objet haut, une couleur, le bruit de l’eau.

On dirait « rendez-vous à la fontaine rouge ». Le reste suivra : si le lieu de rendez-vous est un point d’eau, chacun finit par y boire.""",
    ),
    _said(
        "fontaine-gel",
        WATER,
        "gilles",
        105,
        """Pensez au gel et à la **purge**. Dans un lieu public que j’ai connu, la fontaine a passé plus de temps emballée dans du plastique qu’à couler. Une vanne accessible et une consigne d’hiver écrite dès le premier jour valent mieux qu’un beau socle.""",
        "experience",
        reply_to="fontaine-visible",
    ),
    _said(
        "festival-sans-bouteille",
        WATER,
        "jonah",
        96,
        """Bonjour, je réponds en français cette fois ! Un festival (que j’invente ici pour l’exemple) a supprimé les bouteilles en trois étapes :

1. la première année, des points d’eau à côté de **chaque** bar ;
2. la deuxième, la bouteille vendue plus cher que la gourde ;
3. la troisième, plus de bouteille du tout, et personne ne s’en est plaint.

L’ordre compte : on donne avant de retirer.""",
        "inspiration",
        place="Festival des Gourdes (imaginaire)",
        link="https://example.org/festival-des-gourdes",
    ),
    _said(
        "eau-confiance",
        WATER,
        "fatou",
        80,
        """Dans mon immeuble, beaucoup achètent de l’eau en pack parce qu’ils n’ont **pas confiance** dans celle du robinet. Affichez l’analyse de l’eau à côté de la fontaine, en grands chiffres et en plusieurs langues, et organisez une dégustation à l’aveugle un jour de fête. C’est joyeux, et c’est imparable.""",
        "experience",
    ),
    _said(
        "eau-entretien",
        WATER,
        "paul",
        60,
        """Qui nettoie, qui appelle quand ça fuit ? Je verrais bien un petit **contrat d’entretien** confié à une structure du quartier, avec un passage par semaine et un numéro affiché. Ce sont quelques heures, mais ce sont elles qui font la différence entre une fontaine et un souvenir de fontaine.""",
    ),
    # Shops
    _said(
        "maison-du-quartier",
        SHOPS,
        "ines",
        datetime.date(2024, 3, 21),
        """Je vis à deux rues (personnage inventé, envie réelle). Ce qui manque, ce n’est pas un commerce, c’est **une porte ouverte**.

J’imagine un lieu qui change de rôle dans la journée :

- le matin, un café et une aide aux démarches, avec une imprimante qui marche ;
- l’après-midi, un atelier où l’on répare un vélo ou un grille-pain ;
- en fin de journée, le retrait des paniers et les devoirs des petits.

Aucune de ces activités ne paie un loyer à elle seule. Les trois ensemble, peut-être.""",
    ),
    _said(
        "maison-du-quartier-loyer",
        SHOPS,
        "rachid",
        datetime.date(2024, 3, 28),
        """D’accord sur l’addition des usages. Un conseil d’ancien gérant : faites les comptes avec **trois mois vides** par an. Si cela tient encore, signez.""",
        "experience",
        reply_to="maison-du-quartier",
    ),
    _said(
        "epicerie-cooperative",
        SHOPS,
        "chloe",
        datetime.date(2024, 4, 9),
        """Une épicerie coopérative où chacun donne trois heures par mois : le principe est connu, il tient à deux conditions que l’on sous-estime.

**La première : une salariée dès l’ouverture.** Le bénévolat fait vivre un lieu, il ne le gère pas.

**La seconde : des prix affichés à côté de ceux du supermarché.** Si l’écart n’est pas visible, on croit toujours que c’est plus cher.

Et une attention : garder des créneaux pour celles et ceux qui travaillent tôt, tard, ou le dimanche.""",
        "experience",
    ),
    _said(
        "objets-a-emprunter",
        SHOPS,
        "maelle",
        datetime.date(2024, 4, 30),
        """Une bibliothèque d’objets : perceuse, appareil à raclette, tente, machine à coudre. Peu de place, peu de stock, beaucoup de passages. Idéal pour rallumer une vitrine en attendant mieux, et pour rencontrer tout le quartier.""",
    ),
    _said(
        "vitrines-eclairees",
        SHOPS,
        "youssef",
        datetime.date(2024, 5, 20),
        """En attendant les travaux : **éclairer les vitrines vides** et les prêter aux écoles et aux artistes. Une rue où douze vitrines sont allumées le soir ne ressemble plus à une rue fermée, et les propriétaires retrouvent le chemin de leur local.""",
    ),
    # Food
    _said(
        "carte-cuisines",
        FOOD,
        "camille",
        45,
        """Pour la carte des cuisines, je propose une **fiche d’une page**, la même pour toutes :

- l’équipement (plaques, four, froid, plonge) et ce qui manque ;
- le nombre de personnes qui peuvent y travailler sans se gêner ;
- les heures vraiment libres, semaine type en main ;
- la personne qui a la clé, et ce qu’elle attend en échange.

Le dernier point est le plus important. Prêter une cuisine, c’est prêter un peu de chez soi : il faut une règle courte, affichée, et un retour après chaque usage.""",
    ),
    _said(
        "carte-cuisines-assurance",
        FOOD,
        "anne-lise",
        43,
        """Oui à la fiche ! Ajoutez une ligne « assurance » : dans la plupart des cas, une convention d’une page et une attestation suffisent, mais c’est cette ligne qui rassure le directeur de l’école.""",
        "experience",
        reply_to="carte-cuisines",
    ),
    _said(
        "carte-cuisines-modele",
        FOOD,
        "paul",
        40,
        """Je peux rédiger un modèle de convention et le partager ici en relecture. Qui veut relire avec l’œil de celui qui prête ?""",
        reply_to="carte-cuisines-assurance",
    ),
    _said(
        "conserverie",
        FOOD,
        "fatou",
        38,
        """**La conserverie du vendredi.** Le jeudi soir, le marché laisse des légumes mûrs ; le vendredi, une cuisine est libre ; le samedi, les familles cherchent de quoi cuisiner vite.

Dans une ville imaginaire, nous l’avons fait pendant un an :

1. à six, on transforme environ cent kilos en une matinée ;
2. un tiers des bocaux pour celles et ceux qui ont cuisiné, un tiers pour l’épicerie solidaire, un tiers vendu pour payer le gaz et les couvercles ;
3. une recette du pays de quelqu’un, chaque semaine.

Ce que je referais : commencer par les sauces, très sûres et très aimées. Ce que je ne referais pas : promettre les quantités d’avance.""",
        "experience",
    ),
    _said(
        "conserverie-hygiene",
        FOOD,
        "tomas",
        36,
        """Bravo. Qui avait la formation à l’hygiène ? Faut-il que tout le monde l’ait, ou une personne par équipe suffit-elle ?""",
        reply_to="conserverie",
    ),
    _said(
        "conserverie-hygiene-reponse",
        FOOD,
        "fatou",
        35,
        """Chez nous, une personne formée par équipe, présente du début à la fin, et des barèmes affichés au mur pour les temps et les températures. Pour une vente régulière, il faut se rapprocher de quelqu’un dont c’est le métier.""",
        "experience",
        reply_to="conserverie-hygiene",
    ),
    _said(
        "traiteurs-du-quartier",
        FOOD,
        "ines",
        24,
        """Beaucoup de femmes du quartier cuisinent pour des fêtes, sans statut, sans lieu. Une **cuisine d’essai** avec une coopérative d’activité leur permettrait de facturer légalement dès la première commande, puis de décider si elles veulent en vivre.

L’exemple de la cuisine partagée de Nantes, au catalogue de ce site, me paraît la bonne inspiration : le lieu **et** l’accompagnement.""",
        "inspiration",
        place="Nantes",
    ),
    _said(
        "soupe-racontee",
        FOOD,
        "solene",
        9,
        """Recueilli à l’oral lors de la soupe partagée, avec l’accord de la personne : « Moi je n’ai qu’une plaque. Ce que je voudrais, c’est une cuisine le dimanche, pour préparer la semaine avec ma voisine. On mettrait de la musique. »""",
        "experience",
    ),
    _said(
        "food-pending-ecole",
        FOOD,
        "youssef",
        2,
        """La cuisine de l’école est vide le mercredi et tout l’été. Elle est immense, aux normes, et les parents la connaissent. Par qui commencer : la mairie, la direction, les parents d’élèves ?""",
        state="pending",
    ),
    _said(
        "food-pending-reply",
        FOOD,
        "chloe",
        1,
        """Je relis volontiers le modèle de convention : j’ai prêté une cuisine pendant deux ans et je sais ce qui fâche (la poubelle et la clé).""",
        state="pending",
        reply_to="carte-cuisines-modele",
        kind="experience",
    ),
    _said(
        "food-changes-address",
        FOOD,
        "gilles",
        4,
        """La cuisine de la salle des fêtes est libre le mardi. Il suffit de passer chez la gardienne, au deuxième étage du bâtiment B, ou de l’appeler le soir chez elle.""",
        state="changes_requested",
        reason="Votre piste est utile. Merci d’ôter ce qui permet de trouver la gardienne chez elle : donnez plutôt le contact du service des salles.",
    ),
    _said(
        "food-refused-duplicate",
        FOOD,
        "gilles",
        30,
        """Il faudrait une fiche par cuisine avec l’équipement et les horaires libres.""",
        state="refused",
        rule="duplicate",
        reason="Cette idée est déjà développée dans la contribution de Camille Exemple sur la carte des cuisines. N’hésitez pas à y répondre pour la compléter.",
    ),
    # Logistics
    _said(
        "points-relais",
        LOGISTICS,
        "rachid",
        25,
        """Plutôt qu’une grande plate-forme, **des points relais** : une ferme sur cinq accepte de recevoir les cageots de ses voisines deux fois par semaine. Le camion ne s’arrête plus que là.

- Moins d’arrêts : la tournée redevient courte.
- La ferme relais est rémunérée au cageot.
- On commence avec un camion loué, deux jours par semaine.

Le plus dur ne sera pas la route, mais **l’étiquette** : chaque cageot doit dire d’où il vient, où il va, et s’il a besoin de froid.""",
    ),
    _said(
        "points-relais-froid",
        LOGISTICS,
        "gilles",
        23,
        """Pour le froid, des bacs isothermes avec plaques suffisent sur une demi-journée pour les légumes et une partie des fromages. La viande, non : gardez-la hors du premier essai.""",
        "experience",
        reply_to="points-relais",
    ),
    _said(
        "cantine-huit-bons",
        LOGISTICS,
        "anne-lise",
        21,
        """Je parle depuis la cuisine d’une cantine inventée, de six cents repas. Ce qui nous ferait passer au local, dans l’ordre :

1. **une seule livraison** avant sept heures ;
2. **une seule facture** ;
3. savoir le jeudi ce que l’on aura le lundi ;
4. ensuite seulement, le prix.

On croit toujours que le prix est le premier obstacle. Pour nous, c’est le quatrième.""",
        "experience",
    ),
    _said(
        "cantine-jeudi",
        LOGISTICS,
        "maelle",
        20,
        """Le « jeudi pour lundi » est jouable pour les légumes de garde, difficile pour les salades. Un menu **à deux étages** aiderait : un légume sûr, et une surprise de saison.""",
        reply_to="cantine-huit-bons",
    ),
    _said(
        "retour-a-vide",
        LOGISTICS,
        "tomas",
        12,
        """Et les retours ? Un camion qui livre la ville repart vide vers la campagne. Il pourrait rapporter du compost, des bocaux propres, du pain pour les poules, ou les colis de la Poste du village. Chaque retour payé fait baisser le prix de l’aller.""",
        state="published",
    ),
    _said(
        "logistics-offtopic",
        LOGISTICS,
        "paul",
        10,
        """Est-ce que quelqu’un sait à quelle heure ouvre le marché de samedi ?""",
        state="refused",
        rule="off_topic",
        reason="Cette question ne répond pas au défi. L’accueil de la structure qui porte le défi saura vous renseigner.",
    ),
    # Young people
    _said(
        "garage-samedi",
        YOUNG,
        "camille",
        4,
        """J’ai participé à un garage solidaire imaginaire, ouvert le samedi matin seulement. Trois leçons :

- **Le samedi est trop tard** : la roue crève le mardi. Deux soirs par semaine valent mieux qu’une grande matinée.
- **Un jeune embauché vaut trois affiches.** Le jour où un ancien « client » a tenu l’accueil, les autres sont venus.
- **Prêter avant de vendre.** On ne sait pas de quoi on a besoin tant qu’on n’a pas essayé une semaine.

Et un regret : nous avions oublié d’inviter les auto-écoles. Elles auraient été nos meilleures alliées.""",
        "experience",
    ),
    _said(
        "garage-reprise",
        YOUNG,
        "youssef",
        3,
        """L’idée m’intéresse vraiment. Je cherche deux personnes pour regarder les comptes avec moi, sans engagement : qui en est ?""",
        reply_to="garage-samedi",
    ),
    _said(
        "young-pending",
        YOUNG,
        "rachid",
        0,
        """Un employeur du coin serait prêt à prêter son parking couvert le soir. Est-ce que l’autrice du défi peut me dire quelle surface il faudrait au minimum ?""",
        state="pending",
        reply_to="garage-samedi",
    ),
    _said(
        "young-withdrawn",
        YOUNG,
        "chloe",
        5,
        """Je me demande si l’on ne pourrait pas simplement demander un arrêt de bus de plus.""",
        state="withdrawn",
    ),
    # Older people
    _said(
        "voix-au-telephone",
        ELDERS,
        "anne-lise",
        140,
        """**Une voix avant une application.** Dans un canton imaginaire, nous avions tout : un minibus, des bénévoles, un site. Et personne ne réservait.

Nous avons mis une ligne de téléphone, tenue chaque matin de neuf heures à midi par la même personne. En deux mois, le minibus était plein. Elle ne se contentait pas de réserver : elle proposait. « Madame Exemple va au marché jeudi, voulez-vous que nous passions vous prendre ? »

Le vrai service, c’était elle. Le véhicule venait après.""",
        "experience",
    ),
    _said(
        "voix-salaire",
        ELDERS,
        "paul",
        133,
        """C’est frappant, et cela pose la bonne question : comment **payer** cette voix ? Si trois communes et une caisse de retraite partagent un mi-temps, on est à quelques euros par habitant et par an.""",
        reply_to="voix-au-telephone",
    ),
    _said(
        "voix-relais",
        ELDERS,
        "maelle",
        125,
        """Et prévoir une remplaçante dès le début : quand la personne du téléphone part en vacances, tout s’arrête. Nous en avons fait l’expérience.""",
        "experience",
        reply_to="voix-salaire",
    ),
    _said(
        "minibus-partage",
        ELDERS,
        "tomas",
        118,
        """Un minibus dort la moitié de la semaine ? **Un planning partagé** entre le club de sport, le centre de loisirs et le service aux aînés, avec une seule assurance et un seul garage. Il faut une commune qui porte, et un cahier dans la boîte à gants.""",
    ),
    _said(
        "assurance-benevoles",
        ELDERS,
        "gilles",
        90,
        """Je conduis mes voisins depuis des années. Ce qui m’arrêtera, ce n’est pas la fatigue, c’est la peur de l’accident. Un cadre clair (association, assurance, remboursement des kilomètres) ferait venir d’autres conducteurs, j’en suis certain.""",
        "experience",
    ),
    _said(
        "elders-removed",
        ELDERS,
        "youssef",
        70,
        """Le service existe déjà dans la commune d’à côté, voici le tract complet et le tarif de leur prestataire, qui est imbattable et que je vous recommande d’appeler sans attendre.""",
        state="removed",
        rule="advertising",
        reason="Après signalement, il est apparu que ce message faisait la publicité d’un prestataire. Il a été retiré ; l’exemple de la commune voisine peut être raconté sans offre commerciale.",
        by="solene",
        appeal={
            "when": 1,
            "text": """Je ne connais ce prestataire que comme voisin, et je n’y gagne rien. Je voulais montrer qu’un service de ce genre tient debout à dix kilomètres de chez nous, avec un prix que les habitants acceptent : c’est justement ce que le défi demande.

Si la dernière phrase est de trop, dites-le-moi et je la retirerai ; le reste me semble utile à tous.""",
        },
    ),
]
