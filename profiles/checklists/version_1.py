"""Checklist version 1: the nine questions of the guidelines (B4), what social media are not
for (B3), the same information elsewhere (B1), and what law and good practice add.

Every text stands in bokmål, nynorsk and English. Plain data, named as the columns are.
"""

from typing import Any

Texts = dict[str, str]

YES: Texts = {"nb": "Ja", "nn": "Ja", "en": "Yes"}
NO: Texts = {"nb": "Nei", "nn": "Nei", "en": "No"}

QUESTIONS: list[dict[str, Any]] = [
    {
        "code": "purpose",
        "rule": "B4 (1)",
        "kind": "text",
        "text": {
            "nb": "Hva er formålet med profilen?",
            "nn": "Kva er føremålet med profilen?",
            "en": "What is the purpose of the profile?",
        },
        "help": {
            "nb": "Skriv hva dere vil oppnå. Eksempel: «Flere unge skal kjenne til tilbudet i "
            "kulturhuset og komme på arrangementene.»",
            "nn": "Skriv kva de vil oppnå. Døme: «Fleire unge skal kjenne til tilbodet i "
            "kulturhuset og kome på arrangementa.»",
            "en": "Say what you want to achieve. Example: “More young people know what the "
            "arts centre offers and come to its events.”",
        },
    },
    {
        "code": "target_group",
        "rule": "B4 (2)",
        "kind": "text",
        "text": {
            "nb": "Hvem er målgruppen?",
            "nn": "Kven er målgruppa?",
            "en": "Who is the target group?",
        },
        "help": {
            "nb": "Nevn dem dere særlig vil nå, så presist dere kan. Eksempel: «Ungdom mellom 13 "
            "og 18 år i Sel, og foreldrene deres.»",
            "nn": "Nemn dei de særleg vil nå, så presist de kan. Døme: «Ungdom mellom 13 "
            "og 18 år i Sel, og foreldra deira.»",
            "en": "Name those you most want to reach, as precisely as you can. Example: “Young "
            "people of 13 to 18 in Sel, and their parents.”",
        },
    },
    {
        "code": "message",
        "rule": "B4 (3)",
        "kind": "text",
        "text": {
            "nb": "Hva er budskapet, eller budskapene?",
            "nn": "Kva er bodskapen, eller bodskapane?",
            "en": "What is the message, or what are the messages?",
        },
        "help": {
            "nb": "Skriv kort hva dere skal fortelle om. Eksempel: «Program og billetter, "
            "endringer på kort varsel, glimt fra øvinger og dugnader.»",
            "nn": "Skriv kort kva de skal fortelje om. Døme: «Program og billettar, "
            "endringar på kort varsel, glimt frå øvingar og dugnader.»",
            "en": "Say briefly what you will tell people. Example: “What is on, tickets, changes "
            "at short notice, glimpses of rehearsals.”",
        },
    },
    {
        "code": "crisis",
        "rule": "B4 (4)",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Skal profilen brukes til krisekommunikasjon?",
            "nn": "Skal profilen brukast til krisekommunikasjon?",
            "en": "Will the profile be used for crisis communication?",
        },
        "help": {
            "nb": "Tenk på brudd på vannledninger, flom, brann og stengte veier. Svarer dere ja, "
            "så skriv hvem som legger ut meldinger om kvelden og i helgene.",
            "nn": "Tenk på brot på vassleidningar, flaum, brann og stengde vegar. Svarar de ja, "
            "så skriv kven som legg ut meldingar om kvelden og i helgene.",
            "en": "Think of broken water mains, floods, fires and closed roads. If you say yes, "
            "add who posts in the evenings and at weekends.",
        },
        "options": [{"value": "yes", "label": YES}, {"value": "no", "label": NO}],
    },
    {
        "code": "medium",
        "rule": "B4 (5)",
        "kind": "text",
        "text": {
            "nb": "Hvilket medium passer best, og hvorfor?",
            "nn": "Kva medium passar best, og kvifor?",
            "en": "Which medium fits best, and why?",
        },
        "help": {
            "nb": "Velg der dere møter flest i målgruppen, og skriv hvordan dere vet det. "
            "Eksempel: «Facebook. Åtte av ti som kjøpte billett i fjor, følger med der.»",
            "nn": "Vel der de møter flest i målgruppa, og skriv korleis de veit det. "
            "Døme: «Facebook. Åtte av ti som kjøpte billett i fjor, følgjer med der.»",
            "en": "Choose where you meet most of the target group, and say how you know. "
            "Example: “Facebook. Eight in ten who bought a ticket last year are there.”",
        },
    },
    {
        "code": "participation",
        "rule": "B4 (6)",
        "kind": "choice",
        "takes_comment": True,
        "text": {
            "nb": "Hvor mye medvirkning, dialog og engasjement ønsker dere?",
            "nn": "Kor mykje medverknad, dialog og engasjement ønskjer de?",
            "en": "How much participation, dialogue and involvement do you want?",
        },
        "help": {
            "nb": "Velg det dere har tid til. Ber dere om innspill, så skriv hvordan dere vil "
            "bruke dem.",
            "nn": "Vel det de har tid til. Ber de om innspel, så skriv korleis de vil bruke dei.",
            "en": "Choose what you have time for. If you ask for input, say how you will use it.",
        },
        "options": [
            {
                "value": "information",
                "label": {
                    "nb": "Bare informasjon: vi legger ut nytt og viser spørsmål videre",
                    "nn": "Berre informasjon: vi legg ut nytt og viser spørsmål vidare",
                    "en": "Information only: we post news and refer questions elsewhere",
                },
            },
            {
                "value": "questions",
                "label": {
                    "nb": "Spørsmål og svar: vi svarer den som spør",
                    "nn": "Spørsmål og svar: vi svarar den som spør",
                    "en": "Questions and answers: we reply to those who ask",
                },
            },
            {
                "value": "dialogue",
                "label": {
                    "nb": "Dialog og innspill: vi ber om meninger og svarer på dem",
                    "nn": "Dialog og innspel: vi ber om meiningar og svarar på dei",
                    "en": "Dialogue and input: we ask for views and respond to them",
                },
            },
            {
                "value": "co_creation",
                "label": {
                    "nb": "Samskaping: innbyggerne er med på å forme tilbudet",
                    "nn": "Samskaping: innbyggjarane er med på å forme tilbodet",
                    "en": "Co-creation: residents help to shape what we offer",
                },
            },
        ],
    },
    {
        "code": "privacy",
        "rule": "B4 (7)",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Tar dere godt nok vare på personvern og informasjonssikkerhet?",
            "nn": "Tek de godt nok vare på personvern og informasjonstryggleik?",
            "en": "Are privacy and information security sufficiently looked after?",
        },
        "help": {
            "nb": "Tenk på bilder og navn, på hva følgerne kan komme til å skrive, på hvem som "
            "har tilgang, og på totrinnsinnlogging. Eksempel: «Vi viser ikke barn på bilder, og "
            "skjuler kommentarer med personlige opplysninger.»",
            "nn": "Tenk på bilete og namn, på kva følgjarane kan kome til å skrive, på kven som "
            "har tilgang, og på totrinnsinnlogging. Døme: «Vi viser ikkje barn på bilete, og "
            "skjuler kommentarar med personlege opplysningar.»",
            "en": "Think of pictures and names, of what followers may come to write, of who has "
            "access, and of two-step sign-in. Example: “We show no children in pictures, and "
            "hide comments with personal information.”",
        },
        "options": [
            {"value": "yes", "label": YES},
            {
                "value": "no",
                "label": NO,
                "effect": "warns",
                "advice": {
                    "nb": "Den som skriver til kommunen, skal være trygg. Profilen kan meldes "
                    "likevel, med en forklaring: hva mangler, og når er det i orden? "
                    "Personvernombudet kan gi råd.",
                    "nn": "Den som skriv til kommunen, skal vere trygg. Profilen kan meldast "
                    "likevel, med ei forklaring: kva manglar, og når er det i orden? "
                    "Personvernombodet kan gi råd.",
                    "en": "Those who write to the municipality must be safe. The profile can be "
                    "notified all the same, with an explanation: what is missing, and when will "
                    "it be in place? The data protection officer can advise.",
                },
            },
        ],
    },
    {
        "code": "policy",
        "rule": "B4 (8)",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Følger dere kommunens egne retningslinjer, og lover og regler ellers?",
            "nn": "Følgjer de retningslinjene til kommunen, og lover og reglar elles?",
            "en": "Do you follow the municipality's own guidelines, and other laws and rules?",
        },
        "help": {
            "nb": "Det gjelder blant annet taushetsplikt, opphavsrett og arkiv. Eksempel: «Alle "
            "som publiserer, har lest retningslinjene.»",
            "nn": "Det gjeld mellom anna teieplikt, opphavsrett og arkiv. Døme: «Alle "
            "som publiserer, har lese retningslinjene.»",
            "en": "Among them are confidentiality, copyright and archiving. Example: “Everybody "
            "who posts has read the guidelines.”",
        },
        "options": [
            {"value": "yes", "label": YES},
            {
                "value": "no",
                "label": NO,
                "effect": "warns",
                "advice": {
                    "nb": "Det som ikke følger reglene, må rettes. Profilen kan meldes likevel, "
                    "med en forklaring: hva gjelder det, og hva gjør virksomheten med det? "
                    "Webredaktøren kan gi råd.",
                    "nn": "Det som ikkje følgjer reglane, må rettast. Profilen kan meldast "
                    "likevel, med ei forklaring: kva gjeld det, og kva gjer verksemda med det? "
                    "Nettredaktøren kan gi råd.",
                    "en": "What is not by the rules must be put right. The profile can be "
                    "notified all the same, with an explanation: what is it, and what does the "
                    "department do about it? The web editor can advise.",
                },
            },
        ],
    },
    {
        "code": "follow_up",
        "rule": "B4 (9)",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Kan virksomheten følge opp profilen og svare raskt, ofte samme dag?",
            "nn": "Kan verksemda følgje opp profilen og svare raskt, ofte same dag?",
            "en": "Can the department follow the profile up and answer fast, often the same day?",
        },
        "help": {
            "nb": "Tenk også på ferie og sykdom. Eksempel: «To redaktører deler på ukene, og vi "
            "svarer innen kl. 15 på hverdager.»",
            "nn": "Tenk også på ferie og sjukdom. Døme: «To redaktørar deler på vekene, og vi "
            "svarar innan kl. 15 på kvardagar.»",
            "en": "Think of holidays and illness too. Example: “Two editors take every second "
            "week, and we answer by 3 p.m. on working days.”",
        },
        "options": [
            {"value": "yes", "label": YES},
            {
                "value": "no",
                "label": NO,
                "effect": "blocks",
                "advice": {
                    "nb": "En profil som ingen følger opp, skal ikke åpnes: den som spør, venter "
                    "svar. Avtal hvem som svarer, også i ferier. Går ikke det, kan webredaktøren "
                    "publisere for dere på kommunens hovedside.",
                    "nn": "Ein profil som ingen følgjer opp, skal ikkje opnast: den som spør, "
                    "ventar svar. Avtal kven som svarar, også i feriar. Går ikkje det, kan "
                    "nettredaktøren publisere for dykk på hovudsida til kommunen.",
                    "en": "A profile that nobody follows up is not to be opened: those who ask "
                    "expect an answer. Agree on who answers, in holidays too. If you cannot, the "
                    "web editor can post for you on the municipality's main page.",
                },
            },
        ],
    },
    {
        "code": "exclusions",
        "rule": "B3",
        "kind": "choices",
        "text": {
            "nb": "Skal profilen brukes til noe av dette?",
            "nn": "Skal profilen brukast til noko av dette?",
            "en": "Will the profile be used for any of this?",
        },
        "help": {
            "nb": "Slikt egner seg ikke i sosiale medier. Kryss av for alt som passer, eller for "
            "«Nei, ikke noe av dette».",
            "nn": "Slikt eignar seg ikkje i sosiale medium. Kryss av for alt som passar, eller "
            "for «Nei, ikkje noko av dette».",
            "en": "Social media are unfit for these. Tick all that apply, or “No, none of these”.",
        },
        "options": [
            {
                "value": "case_handling",
                "effect": "blocks",
                "label": {
                    "nb": "Saksbehandling, for eksempel søknader, klager og svar i enkeltsaker",
                    "nn": "Sakshandsaming, til dømes søknader, klager og svar i enkeltsaker",
                    "en": "Case handling, such as applications, complaints and single cases",
                },
                "advice": {
                    "nb": "Saksbehandling hører ikke hjemme i sosiale medier. Vis til kommunens "
                    "postmottak, der henvendelsen blir registrert og får en saksbehandler. Endre "
                    "planen før dere melder profilen.",
                    "nn": "Sakshandsaming høyrer ikkje heime i sosiale medium. Vis til "
                    "postmottaket i kommunen, der førespurnaden blir registrert og får ein "
                    "sakshandsamar. Endre planen før de melder profilen.",
                    "en": "Case handling does not belong in social media. Refer to the "
                    "municipality's official mailbox, where the enquiry is registered and given "
                    "a case handler. Change the plan before you notify.",
                },
            },
            {
                "value": "personal_follow_up",
                "effect": "blocks",
                "label": {
                    "nb": "Personlig oppfølging av elever, pasienter eller andre enkeltpersoner",
                    "nn": "Personleg oppfølging av elevar, pasientar eller andre enkeltpersonar",
                    "en": "Personal follow-up of pupils, patients or other individuals",
                },
                "advice": {
                    "nb": "Det som gjelder én person, hører ikke hjemme i sosiale medier. Bruk "
                    "telefon, brev, et møte eller en sikker digital tjeneste, og la profilen "
                    "fortelle hvordan man tar kontakt.",
                    "nn": "Det som gjeld éin person, høyrer ikkje heime i sosiale medium. Bruk "
                    "telefon, brev, eit møte eller ei sikker digital teneste, og la profilen "
                    "fortelje korleis ein tek kontakt.",
                    "en": "What concerns one person does not belong in social media. Use the "
                    "telephone, a letter, a meeting or a secure digital service, and let the "
                    "profile say how to get in touch.",
                },
            },
            {
                "value": "archive",
                "effect": "blocks",
                "label": {
                    "nb": "Saker som krever rutiner for arkiv og journal",
                    "nn": "Saker som krev rutinar for arkiv og journal",
                    "en": "Matters that need archive and journal routines",
                },
                "advice": {
                    "nb": "Sosiale medier er ikke et arkiv. Det som må arkiveres eller "
                    "journalføres, skal gå gjennom postmottaket. Spør arkivtjenesten om hva som "
                    "gjelder, og endre planen før dere melder profilen.",
                    "nn": "Sosiale medium er ikkje eit arkiv. Det som må arkiverast eller "
                    "journalførast, skal gå gjennom postmottaket. Spør arkivtenesta om kva som "
                    "gjeld, og endre planen før de melder profilen.",
                    "en": "Social media are no archive. What must be archived or journalled goes "
                    "through the official mailbox. Ask the records office what applies, and "
                    "change the plan before you notify.",
                },
            },
            {
                "value": "none",
                "label": {
                    "nb": "Nei, ikke noe av dette",
                    "nn": "Nei, ikkje noko av dette",
                    "en": "No, none of these",
                },
            },
        ],
    },
    {
        "code": "counterpart",
        "rule": "B1",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Vil alt dere legger ut, også stå på en universelt utformet nettside?",
            "nn": "Vil alt de legg ut, også stå på ei universelt utforma nettside?",
            "en": "Will everything you post also be on a universally designed web page?",
        },
        "help": {
            "nb": "Innbyggere uten konto har samme rett til informasjonen. En universelt utformet "
            "side kan brukes av alle, også med skjermleser. Eksempel: «Programmet står på "
            "kommunens nettsted, og vi lenker dit.»",
            "nn": "Innbyggjarar utan konto har same rett til informasjonen. Ei universelt utforma "
            "side kan brukast av alle, også med skjermlesar. Døme: «Programmet står på "
            "nettstaden til kommunen, og vi lenkjer dit.»",
            "en": "Residents without an account have the same right to the information. A "
            "universally designed page can be used by everybody, with a screen reader too. "
            "Example: “The programme is on the municipality's website, and we link to it.”",
        },
        "options": [
            {"value": "yes", "label": YES},
            {
                "value": "no",
                "label": NO,
                "effect": "blocks",
                "advice": {
                    "nb": "Sosiale medier kommer i tillegg til andre kanaler, aldri i stedet for "
                    "dem. Be webredaktøren om en side på kommunens nettsted, og legg "
                    "informasjonen der først.",
                    "nn": "Sosiale medium kjem i tillegg til andre kanalar, aldri i staden for "
                    "dei. Be nettredaktøren om ei side på nettstaden til kommunen, og legg "
                    "informasjonen der først.",
                    "en": "Social media come in addition to other channels, never instead of "
                    "them. Ask the web editor for a page on the municipality's website, and "
                    "publish there first.",
                },
            },
        ],
    },
    {
        "code": "advised_against",
        "rule": "",
        "kind": "yes_no",
        "takes_comment": True,
        "text": {
            "nb": "Kan svært personlige forhold komme opp i denne tjenesten?",
            "nn": "Kan svært personlege forhold kome opp i denne tenesta?",
            "en": "May very personal matters come up in this service?",
        },
        "help": {
            "nb": "KS fraråder sosiale medier i tjenester der folk kan komme til å dele noe svært "
            "personlig, for eksempel i barnevern og rusomsorg.",
            "nn": "KS rår frå sosiale medium i tenester der folk kan kome til å dele noko svært "
            "personleg, til dømes i barnevern og rusomsorg.",
            "en": "The association of municipalities, KS, advises against social media in "
            "services where people may come to share something very personal, such as child "
            "welfare and care for addiction.",
        },
        "options": [
            {
                "value": "yes",
                "label": YES,
                "effect": "warns",
                "advice": {
                    "nb": "Den som har det vanskelig, kan komme til å dele for mye. Profilen kan "
                    "meldes likevel, med en forklaring: hvorfor trengs den, og hva gjør "
                    "virksomheten for å hindre det? Kommunens hovedside er ofte et bedre valg.",
                    "nn": "Den som har det vanskeleg, kan kome til å dele for mykje. Profilen kan "
                    "meldast likevel, med ei forklaring: kvifor trengst han, og kva gjer "
                    "verksemda for å hindre det? Hovudsida til kommunen er ofte eit betre val.",
                    "en": "People in difficulty may come to share too much. The profile can be "
                    "notified all the same, with an explanation: why is it needed, and what does "
                    "the department do to prevent that? The municipality's main page is often a "
                    "better choice.",
                },
            },
            {"value": "no", "label": NO},
        ],
    },
    {
        "code": "risk_assessment",
        "rule": "",
        "kind": "choice",
        "takes_comment": True,
        "text": {
            "nb": "Har dere en risikovurdering som dekker plattformen?",
            "nn": "Har de ei risikovurdering som dekkjer plattforma?",
            "en": "Have you a risk assessment that covers the platform?",
        },
        "help": {
            "nb": "Alle som har en side i et sosialt medium, skal vurdere risikoen. Kanskje har "
            "kommunen alt en vurdering som dere kan bruke: spør personvernombudet. Er risikoen "
            "høy, må dere også vurdere konsekvensene for personvernet.",
            "nn": "Alle som har ei side i eit sosialt medium, skal vurdere risikoen. Kanskje har "
            "kommunen alt ei vurdering som de kan bruke: spør personvernombodet. Er risikoen "
            "høg, må de også vurdere konsekvensane for personvernet.",
            "en": "Everybody with a page on a social medium must assess the risk. Perhaps the "
            "municipality has an assessment that you can use: ask the data protection officer. "
            "Where the risk is high, the consequences for privacy are assessed too.",
        },
        "options": [
            {"value": "yes", "label": YES},
            {
                "value": "not_yet",
                "effect": "warns",
                "label": {
                    "nb": "Ikke ennå, men arbeidet er i gang",
                    "nn": "Ikkje enno, men arbeidet er i gang",
                    "en": "Not yet, but it is under way",
                },
                "advice": {
                    "nb": "Risikoen skal være vurdert før profilen tas i bruk. Den kan meldes så "
                    "lenge, med en forklaring: hvem lager vurderingen, og når er den klar?",
                    "nn": "Risikoen skal vere vurdert før profilen blir teken i bruk. Han kan "
                    "meldast så lenge, med ei forklaring: kven lagar vurderinga, og når er ho "
                    "klar?",
                    "en": "The risk is to be assessed before the profile is used. It can be "
                    "notified meanwhile, with an explanation: who makes the assessment, and when "
                    "will it be ready?",
                },
            },
            {
                "value": "no",
                "label": NO,
                "effect": "warns",
                "advice": {
                    "nb": "Risikoen skal være vurdert før profilen tas i bruk. Den kan meldes så "
                    "lenge, med en forklaring: når skal vurderingen være klar? Personvernombudet "
                    "kan hjelpe virksomheten i gang.",
                    "nn": "Risikoen skal vere vurdert før profilen blir teken i bruk. Han kan "
                    "meldast så lenge, med ei forklaring: når skal vurderinga vere klar? "
                    "Personvernombodet kan hjelpe verksemda i gang.",
                    "en": "The risk is to be assessed before the profile is used. It can be "
                    "notified meanwhile, with an explanation: when will the assessment be ready? "
                    "The data protection officer can help the department to begin.",
                },
            },
        ],
    },
    {
        "code": "risk_reference",
        "rule": "",
        "kind": "text",
        "is_required": False,
        "text": {
            "nb": "Hvor finner vi risikovurderingen, og hvilken dato har den?",
            "nn": "Kvar finn vi risikovurderinga, og kva dato har ho?",
            "en": "Where do we find the risk assessment, and what is its date?",
        },
        "help": {
            "nb": "Skriv saksnummer eller navn på dokumentet, og dato. Eksempel: «Risikovurdering "
            "av Facebook, sak 26/1234, 3. februar 2026». La feltet stå tomt hvis vurderingen "
            "ikke er ferdig.",
            "nn": "Skriv saksnummer eller namn på dokumentet, og dato. Døme: «Risikovurdering "
            "av Facebook, sak 26/1234, 3. februar 2026». La feltet stå tomt om vurderinga "
            "ikkje er ferdig.",
            "en": "Give the case number or the name of the document, and the date. Example: "
            "“Risk assessment of Facebook, case 26/1234, 3 February 2026”. Leave it empty if "
            "the assessment is not finished.",
        },
    },
]
