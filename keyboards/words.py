"""Words for codes: roles, kinds, answers, states. One table each, translated on use."""

from collections.abc import Iterable

from locales import N_, Translator
from services.terms import Fact, Intention, PartyKind, PlaceKind, ReportStatus, Role

ROLES = {
    Role.OWNER: N_("owner"),
    Role.REGIONAL_COORDINATOR: N_("regional coordinator"),
    Role.MUNICIPAL_COORDINATOR: N_("municipal coordinator"),
    Role.CURATOR: N_("curator"),
    Role.DIRECTOR: N_("school director"),
    Role.DEPUTY: N_("deputy director"),
    Role.METHODIST: N_("methodist"),
    Role.SUBSCRIBER: N_("subscriber"),
}

# The road map's words for those whom a row concerns.
AUDIENCE = {
    "school": N_("schools"),
    "curator": N_("curators"),
    "municipal_coordinator": N_("municipal coordinators"),
    "regional_coordinator": N_("regional coordinator"),
    "methodist": N_("methodists"),
    "institute": N_("institute of teacher development"),
    "ministry": N_("ministry"),
    "other": N_("education authority"),
}

KINDS = {
    "webinar": ("💻", N_("webinar")),
    "meeting": ("👥", N_("meeting")),
    "conference": ("🎤", N_("conference")),
    "training": ("🎓", N_("training")),
    "visit": ("🚗", N_("visit")),
    "survey": ("📋", N_("survey")),
    "expertise": ("🔍", N_("expertise")),
    "monitoring": ("📈", N_("monitoring")),
    "appointment": ("🖋", N_("appointment")),
    "document": ("📄", N_("document")),
    "publication": ("📰", N_("publication")),
    "contest": ("🏆", N_("contest")),
    "other": ("📌", N_("activity")),
}

INTENTIONS = {
    Intention.GOING: N_("✅ We will come"),
    Intention.DEPUTY: N_("🔁 A deputy will"),
    Intention.ABSENT: N_("❌ We cannot"),
}

# Three of them stand beside each other below a list.
_SHORT_INTENTIONS = {
    Intention.GOING: N_("✅ We come"),
    Intention.DEPUTY: N_("🔁 Deputy"),
    Intention.ABSENT: N_("❌ Not able"),
}

FACTS = {
    Fact.ATTENDED: N_("✅ We took part"),
    Fact.MISSED: N_("❌ We did not"),
    Fact.RECORDING: N_("🎬 We watched the recording"),
    Fact.EXCUSED: N_("🙏 For a good reason"),
}

# The same for somebody who answers for himself.
OWN_INTENTIONS = {
    Intention.GOING: N_("✅ I will come"),
    Intention.DEPUTY: N_("🔁 Somebody else will"),
    Intention.ABSENT: N_("❌ I cannot"),
}
OWN_FACTS = {
    Fact.ATTENDED: N_("✅ I took part"),
    Fact.MISSED: N_("❌ I did not"),
    Fact.RECORDING: N_("🎬 I watched the recording"),
    Fact.EXCUSED: N_("🙏 For a good reason"),
}
# Where there is room for two only; the card of the event has all.
_QUICK = (Fact.ATTENDED, Fact.MISSED)

REPORTS = {
    ReportStatus.SUBMITTED: N_("📨 Report sent, waiting for the curator"),
    ReportStatus.RETURNED: N_("↩️ Report returned, needs mending"),
    ReportStatus.CONFIRMED: N_("✔️ Report confirmed"),
    ReportStatus.ACCEPTED: N_("✅ Report accepted"),
}

PLACES = {
    PlaceKind.REGION: N_("region"),
    PlaceKind.MUNICIPALITY: N_("municipality"),
    PlaceKind.SCHOOL: N_("school"),
}


def emoji(kind: str) -> str:
    """The picture of a kind of event."""
    return KINDS.get(kind, KINDS["other"])[0]


def audience_text(t: Translator, words: Iterable[str]) -> str:
    """«schools, curators», in a stable order."""
    known = [word for word in AUDIENCE if word in set(words)]
    return ", ".join(t(AUDIENCE[word]) for word in known)


def intention_words(kind: PartyKind) -> dict[Intention, str]:
    """What a party of this kind says before an event."""
    return INTENTIONS if kind is PartyKind.SCHOOL else OWN_INTENTIONS


def short_intention_words() -> dict[Intention, str]:
    """The same of a school, where there is little room."""
    return _SHORT_INTENTIONS


def fact_words(kind: PartyKind) -> dict[Fact, str]:
    """What a party of this kind says after an event."""
    return FACTS if kind is PartyKind.SCHOOL else OWN_FACTS


def quick_fact_words(kind: PartyKind) -> dict[Fact, str]:
    """The two answers that nearly everybody gives."""
    return {fact: fact_words(kind)[fact] for fact in _QUICK}
