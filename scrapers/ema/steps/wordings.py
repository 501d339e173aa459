"""How EMA's documents say which step was taken: wordings of 1995 to today, as a table.

Source: the sections "Steps taken for the assessment of the product" of public assessment reports and the stand-alone
documents before them, and the timetables in assessment reports on variations. The first wording that fits counts.
What fits none is a step of kind `other`.

Patterns look at the letters and digits alone, in lower case (`listofquestions`): files put blanks into words
("assessmen t", "CH MP"). `committee` looks at words as they stand, for abbreviations that could be part of others.
"""

import re
import unicodedata
from typing import NamedTuple


class Wording(NamedTuple):
    """Words that speak of a kind of step; `label` says what an `other` step is; `unless` are words that refute it."""

    kind: str
    pattern: str
    label: str = ""
    unless: str = ""
    committee: str = ""

    def fits(self, letters: str, words: str) -> bool:
        """Whether it is these words that a text uses: its letters without blanks, and its words."""
        return bool(
            re.search(self.pattern, letters)
            and not (self.unless and re.search(self.unless, letters))
            and (not self.committee or re.search(self.committee, words))
        )


_LOQ = r"(?:list|lists)ofquestions?|consolidatedquestions|request(?:s)?forsupplementaryinformation"
_LOOI = r"outstandingissues?|outstandingquestions"
_AGREED = r"(?:agreed|adopted|endorsed|approved|sent|issued|forwarded|transmitted)"
_EXPERTS = r"advisorygroup|expertgroup|expertsgroup|expertmeeting|adhoc|workingparty|expertswere|groupofexperts"
_REPORT = (
    r"ass?ess?e?ments?reports?|evaluationreports?|reportontheresponses?|reportsontheresponses?"
    r"|rapporteurs?(?:first|initial|preliminary|joint|updated)*(?:assessment|critique|report)s?"
)
_TO_APPLICANT = r"(?:to|by)the(?:applicant|company|mah|marketingauthorisationholder|sponsor)"

WORDINGS = (
    # What ends the procedure at the Commission; it speaks of the opinion too.
    Wording(
        "ec-decision",
        r"(?:adopted|issued|took|taken|granted)(?:the|a|an|its|by)?[a-z]{0,30}decisions?"
        r"|decisions?[a-z]{0,40}(?:adopted|issued|taken|granted)"
        r"|commission[a-z]{0,60}(?:granted|issued)[a-z]{0,30}marketingauthorisation"
        r"|marketingauthorisation[a-z]{0,40}(?:granted|issued)bythe(?:european)?commission"
        r"|^(?:the)?(?:european)?commissiondecision(?:on|date|issued|adopted)?$"
        r"|^(?:and|the)*ecdecision|decisionofthe(?:european)?commission",
        unless=r"paediatric|(?:chmp|cpmp|cvmp)(?:adopted|issued)(?:a|its)?decision",
    ),
    Wording("refused", r"commission[a-z]{0,20}refused|refused(?:the|a|an)?[a-z]{0,40}bythe(?:european)?commission"),
    Wording(
        "other",
        r"opinions?[a-z]{0,30}(?:forwarded|transmitted|sent)|(?:forwarded|transmitted|sent)[a-z]{0,30}opinions?",
        "Opinion sent to the Commission",
    ),
    # An application given up, and an opinion examined again.
    Wording(
        "application-withdrawn",
        r"withdr[ae]w[a-z]{0,60}application|application[a-z]{0,60}withdr[ae]w|withdrawal[a-z]{0,30}application"
        r"|withdrawing[a-z]{0,30}application",
        unless=r"assessmentreport|indication|requestfor|claim|accelerated|conditional|inspection",
    ),
    Wording(
        "opinion-negative",
        r"finalopinion[a-z]{0,200}(?:didnotsatisfy|notsatisfy|notrecommend|refus|negative)"
        r"|(?:didnotsatisfy|notrecommend|refus|negative)[a-z]{0,200}finalopinion"
        r"|re?examinedits[a-z]{0,300}(?:didnotsatisfy|notrecommend|refus|negativeopinion|confirmed)",
    ),
    Wording(
        "opinion-positive",
        r"finalopinion[a-z]{0,200}(?:satisfied|recommended|positive|favourable)"
        r"|(?:positive|favourable)finalopinion|re?examinedits[a-z]{0,300}(?:satisfied|recommended|positive)",
    ),
    Wording(
        "other",
        r"groundsfor|detailedgrounds|groundsof",
        "Grounds for the re-examination",
        unless=rf"{_REPORT}|oralexplanation|{_EXPERTS}",
    ),
    Wording(
        "re-examination-requested",
        r"(?:request|notif|notice|intention|ask|appl)[a-z]{0,80}(?:re?examin|appeal)|appealed"
        r"|re?examination[a-z]{0,40}(?:was|were)requested",
        unless=_REPORT + r"|(?:re?examination|appeal)procedurestarted|startofthere?examination|appointed",
    ),
    Wording("other", r"re?examinationprocedurestart|startofthere?examination", "Re-examination started"),
    # Reports and opinions that are beside the committee's own.
    Wording("other", r"similarity", "Report on similarity"),
    Wording("other", r"newactivesubstance", "Report on the new active substance", unless=r"opinion|submitted"),
    Wording("other", r"letterofundertaking|lettersofundertaking", "Letter of undertaking"),
    Wording("other", r"significantbenefit|orphan(?:medicinalproduct)?designation", "Orphan designation"),
    Wording(
        "other", r"opinion", "Opinion of another committee", committee=r"\b(?:COMP|PDCO)\b|Orphan Med|Paediatric Com"
    ),
    Wording(
        "recommendation",
        r"draftopinion|opinion",
        "Draft opinion of the CAT",
        unless=r"c[hpv]mp",
        committee=r"\bCAT\b|Advanced Therapies",
    ),
    Wording("recommendation", r"recommendation", "PRAC recommendation", unless=r"overview", committee=r"\bPRAC\b"),
    Wording("cmdh-position", r"position", committee=r"\bCMD\s?\(?[hH]\)?"),
    # The opinion.
    Wording(
        "opinion-negative",
        r"negativeopinion|unfavourableopinion|opinion[a-z]{0,60}refus|refus[a-z]{0,60}opinion"
        r"|recommend(?:ed|ing)(?:the)?refusal|notrecommend",
    ),
    Wording(
        "opinion-positive",
        r"positive(?:and)?[a-z]{0,20}opinion|favourable[a-z]{0,20}opinion|opinionrecommending"
        r"|recommendedthegranting|recommend(?:ed|ing)[a-z]{0,30}granting|opinion[a-z]{0,20}granting",
    ),
    Wording(
        "opinion",
        r"(?:adopted|issued|gave|given|reached|adoptionof)(?:an?|its|the|by)?[a-z]{0,40}opinion"
        r"|opinion(?:was|were)?[a-z]{0,10}(?:adopted|issued|given)"
        r"|^(?:the)?(?:chmp|cpmp|cvmp)?s?(?:final)?opinion(?:on|date)?$",
    ),
    Wording(
        "authorised",
        r"marketingauthorisation[a-z]{0,40}(?:wasgranted|wasissued|hasbeengranted)|(?:granted|issued)themarketingauthorisation",
        unless=r"opinion|recommend|committee",
    ),
    # Committees' lists: what was agreed with the list, before reports and answers that only mention it.
    Wording(
        "other",
        _EXPERTS,
        "Experts consulted",
        unless=rf"(?:{_LOQ}|{_LOOI})[a-z]{{0,60}}{_TO_APPLICANT}",
    ),
    Wording(
        "other",
        r"[a-z]",
        "Experts consulted",
        committee=r"\b(?:S\s?AG|T\s?AG|BWP|QWP|SWP|PCWP)\b",
        unless=rf"(?:{_LOQ}|{_LOOI})[a-z]{{0,60}}{_TO_APPLICANT}",
    ),
    Wording("list-of-outstanding-issues", rf"{_AGREED}[a-z0-9]{{0,60}}(?:{_LOOI})", unless=r"circulat|" + _REPORT),
    Wording(
        "list-of-outstanding-issues",
        rf"listofoutstanding(?:issues?|questions)[a-z]{{0,40}}{_AGREED}",
        unless=r"circulat|respons|answer|" + _REPORT,
    ),
    Wording("list-of-questions", rf"{_AGREED}[a-z0-9]{{0,60}}(?:{_LOQ})", unless=r"circulat|respons|answer"),
    Wording("list-of-questions", rf"(?:{_LOQ})[a-z]{{0,40}}{_AGREED}", unless=r"circulat|respons|answer|" + _REPORT),
    # Reports.
    Wording("joint-assessment-report", _REPORT, committee=r"\b[Jj]\s?o\s?i\s?n\s?t\b"),
    Wording("other", r"inspection", "Inspection", unless=r"circulat|respons"),
    Wording("assessment-report", _REPORT, unless=r"assessmentreportdeadline"),
    # Answers.
    Wording(
        "responses-submitted",
        r"(?:submi[a-z]{0,6}|provid|receiv|sent|gave|given|fil|present)[a-z0-9]{0,80}(?:respons|answer|repl(?:y|ies))"
        r"|(?:respons|answer|repl(?:y|ies))[a-z0-9]{0,120}(?:submi|provid|receiv|sent|given|fil)"
        r"|(?:submi[a-z]{0,6}|provid)[a-z]{0,20}writtenexplanation"
        r"|(?:applicant|company|sponsor|holder|mah)[a-z]{0,20}(?:responded|replied|answered)"
        r"|receiptof(?:the)?(?:mahs|applicants|companys)?(?:respons|answers)",
    ),
    Wording(
        "responses-submitted",
        r"^(?:and|the|mah|applicant|company|s|additional|further|remaining|supplementary|final|written|second|2nd)*"
        r"(?:respons|answers)",
        unless=r"(?:questions?|issues)(?:was|were)?(?:adopted|agreed|issued|raised|sent)(?:by[a-z]{0,10})?(?:on)?$",
    ),
    Wording(
        "oral-explanation",
        r"oralexplanations?|hearing|oralpresentation|oralclarification",
        unless=rf"{_AGREED}[a-z0-9]{{0,30}}(?:list|{_LOOI})|requested",
    ),
    Wording("list-of-outstanding-issues", _LOOI),
    Wording("list-of-questions", rf"{_LOQ}|questions(?:was|were)?sent|sent[a-z]{{0,20}}questions"),
    # The clock.
    Wording("other", r"extension[a-z]{0,30}(?:clock|timeframe|deadline)|clockstopextension", "Clock stop extended"),
    Wording(
        "clock-restarted",
        r"(?:clock|procedure|evaluation|assessment)(?:was|has|hasbeen)?(?:re?started|resumed|started?again)"
        r"|re?startof(?:the)?(?:clock|procedure|evaluation)|(?:clock|procedure)re?start|^re?start(?:date)?(?:on)?$"
        r"|^(?:and|it|then)*(?:was|were)?(?:re?started|resumed)",
    ),
    Wording("clock-stopped", r"clock(?:was)?stop|stop(?:ped|ping)?(?:of)?(?:the)?clock|suspen[a-z]{3,6}oftheclock"),
    Wording(
        "other",
        r"rollingreview|rollingsubmission",
        "Rolling review",
        unless=r"application(?:was|hasbeen)?(?:formally)?(?:received|submitted)",
    ),
    Wording(
        "procedure-started",
        r"(?:procedure|evaluation|assessment|clock)(?:day1|dayone)?(?:was|has|hasbeen)?(?:start|commenced|began|initiated)"
        r"|(?:start|commencement|beginning|initiation)of(?:the)?(?:centralised)?(?:procedure|evaluation|assessment|clock)"
        r"|^start(?:ed|date)?(?:on)?$|^day(?:one|1)(?:ofthe)?(?:procedure|evaluation|assessment)?(?:was|on)*$",
    ),
    Wording(
        "validated",
        r"validated|validationof(?:the)?application|consideredvalid|(?:was|declared)valid|^(?:the)?validation"
        r"|confirmed(?:the)?validity|validityof(?:the)?(?:application|dossier)",
    ),
    # Before the start.
    Wording(
        "submitted",
        r"application[a-z]{0,60}(?:received|submitted|filed|lodged|resubmitted)"
        r"|(?:submit|submitted|received|filed|lodged|resubmitted)(?:on|to|the|an?|its|ema|emea|by|and|in)*"
        r"[a-z]{0,40}(?:application|dossier|groupofvariation)"
        r"|submissionof(?:the|an)?(?:application|dossier)|appliedto|^submission(?:date|on)?$"
        r"|applicationwasmade|dossierwas(?:received|submitted)|receiptof(?:the|an|a)?(?:valid)?(?:application|dossier)",
        unless=r"eligib|supplementary|additional|clarification|further|withdraw",
    ),
    Wording("other", r"eligib|referredtopart[ab]|partaofthe|partbofthe|accesstothecentralised", "Eligibility"),
    Wording(
        "other",
        r"acceleratedassessment|acceleratedreview|acceleratedprocedure|acceleratedtimetable"
        r"|standardtimetable|normaltimetable",
        "Accelerated assessment",
    ),
    Wording("other", r"appointed|rapporteurs?(?:was|were)nominated", "Rapporteurs appointed"),
    Wording(
        "other",
        r"supplementary|additional|clarification|further|amended|updated",
        "Further information",
        unless=r"report|submi[a-z]{0,6}(?:an|the)application|application[a-z]{0,20}(?:received|submitted)",
    ),
    Wording("other", r"prac", "PRAC advice"),
    Wording("other", r"inspection", "Inspection"),
    Wording("other", r"comments", "Comments of members"),
)

NOT_HERE = re.compile(
    r"scientificadvice|protocolassistance|designatedasan?orphan|orphandesignation|paediatricinvestigation"
    r"|productspecificwaiver|classwaiver|licensingstatus|authoris(?:ed|ation)(?:was|hasbeen)?(?:granted|given)?in"
    r"|beengivenamarketingauthorisation|dateofauthorisation|authorisedinthecommunity|prime|emadecision"
    r"|applicationwasfiledin|newapplicationwasfiled|referenceproduct|referencemedicinalproduct|compassionateuse"
    r"|newactivesubstance|dateoffirstauthorisation|firstauthorised|registered|launched|calculatedprevalence"
    r"|multipleof|duplicateof|clinicaltrial|declaration"
)
"""Sentences about other procedures, other countries or other products: what they date is no step of this procedure."""

ELSEWHERE = re.compile(
    r"\b(?:in|to|by|with)\s+(?:the\s+)?(?:USA?\b|U\.\s?S\.|United States|Japan|Canad|Switzerland|Swissmedic|Australia"
    r"|FDA\b|Food and Drug|PMDA\b|(?:other|following|third)\s+countr)|\bprevious|\bearlier\b",
    re.IGNORECASE,
)
"""Words before a day that say whose procedure it was: another authority's, or one that had been given up."""

BACKGROUND = frozenset({"submitted", "validated", "procedure-started", "application-withdrawn"})
"""Steps that are also told before the section on steps, besides those labelled so:"""
OF_ANOTHER = re.compile(r"authorised(?:in|on|since|bythe)|(?:approved|licensed|marketed|launched)(?:in|on|since)")
"""Words behind a step that date another product, or another country's."""

INTRODUCTION = frozenset({"opinion", "opinion-positive", "opinion-negative", "ec-decision", "re-examination-requested"})
"""Steps that are told of in an introduction too, where there is no section on steps."""
BACKGROUND_LABELS = frozenset({"Eligibility", "Accelerated assessment"})


SHORT_FORMS = {
    r"LoQ": "list of questions",
    r"L(?:o|O)OI|LoI": "list of outstanding issues",
    r"RSI": "request for supplementary information",
    r"ARs?": "assessment report",
}
"""What timetables write for the words above; in brackets it only repeats them."""
_SHORT_FORMS = [(re.compile(rf"(?<!\()\b(?:{short})\b"), words) for short, words in SHORT_FORMS.items()]
_ASIDE = re.compile(r"^(?:the)?dateof(?:the)?|inresponseto")
"""Words that say nothing of what was done: `in response to` a list speaks of the list."""


def letters(text: str) -> str:
    """Letters and digits in lower case, ligatures undone: what is the same however the file cuts words."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", text).lower())


def wording(text: str) -> Wording | None:
    """The wording of a text whose dates have been taken out; None if no word of it is known."""
    for short, words in _SHORT_FORMS:
        text = short.sub(words, text)
    squeezed = _ASIDE.sub("", letters(text))
    return next((known for known in WORDINGS if known.fits(squeezed, text)), None) if squeezed else None
