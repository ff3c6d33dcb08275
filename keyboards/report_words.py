"""The words of those who hand in reports, of those who judge them, and of what is handed in."""

from locales import N_
from services.row_steps import StepChoice
from services.terms import Owing, Proof, Step

BY = {
    Owing.SCHOOL: N_("School"),
    Owing.CURATOR: N_("Curator"),
    Owing.METHODIST: N_("Methodist"),
    Owing.MUNICIPALITY: N_("Municipality"),
    Owing.REGION: N_("Region"),
}
# Where one button hands it in, by the name of the question.
ONE_TAPS = {
    "tick": N_("✅ It is done"),
    "mark": N_("✅ The mark is made"),
    "survey": N_("✅ The questionnaire is filled in"),
}
STEPS = {
    Step.CURATOR: N_("curator"),
    Step.MUNICIPALITY: N_("municipality"),
    Step.REGION: N_("region"),
}
CHOICES = {
    StepChoice.AS_ROW: N_("As the row says"),
    StepChoice.NOBODY: N_("Nobody's: it counts when it is sent"),
    StepChoice.CURATOR: N_("The curator's"),
    StepChoice.MUNICIPALITY: N_("The municipality's"),
    StepChoice.BOTH: N_("Both: the curator's, then the municipality's"),
}
PROOFS = {
    Proof.EVENT_RESULT: N_("result of the event"),
    Proof.REPORT: N_("report"),
    Proof.MONTHLY_REPORT: N_("monthly report"),
    Proof.ANALYTIC_NOTE: N_("analytic note"),
    Proof.EXPERTISE: N_("expertise"),
    Proof.DOCUMENT: N_("document"),
    Proof.ORDER: N_("order"),
    Proof.CONTRACT: N_("contract"),
    Proof.LIST: N_("list"),
    Proof.UPLOAD: N_("placed in the system"),
    Proof.MARK: N_("mark in the system"),
    Proof.PUBLICATION: N_("publication"),
    Proof.VISIT: N_("visit"),
    Proof.SURVEY: N_("questionnaire"),
    Proof.CERTIFICATES: N_("certificates"),
    Proof.COUNTER: N_("number"),
    Proof.SHARE: N_("share"),
    Proof.PUPIL_SHARE: N_("share of pupils"),
    Proof.TICK: N_("mark that it is done"),
}
