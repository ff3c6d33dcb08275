"""The words of the questions of reports: one table each, by the name of the step."""

from keyboards.screen import shortened
from locales import N_, Translator
from roadmap.asks import Goal
from services.forms.form import Step

QUESTIONS = {
    "participants": N_(
        "How many people of your school took part in it or worked on it? Send a number."
    ),
    "done": N_("What was done? Two or three sentences are enough."),
    "evidence": N_(
        "Send photos, documents or links that show it, up to ten, one after another. Or go on "
        "without."
    ),
    "account": N_("Send the report: as a file, as a link, or write it right here."),
    "monthly": N_("Send the report for this time: as a file, as a link, or write it right here."),
    "note": N_("Send the analytic note: as a file, as a link, or write it right here."),
    "verdict": N_("What is the conclusion of the review?"),
    "advice": N_("What do you recommend? The school will read your words."),
    "review": N_("Attach the conclusion as a file or a link, if there is one."),
    "document": N_("Send the document: files or a link to it."),
    "order": N_("Send the order: files or a link to it."),
    "contract": N_("Send the contract: files or a link to it."),
    "list": N_("Send the list: files or a link to it."),
    "upload_day": N_(
        "When was it placed in the information system? Tap a day or write it: day and month."
    ),
    "upload_link": N_("Send a link to what was placed, if there is one."),
    "mark": N_("Has the mark been made in the information system?"),
    "links": N_("Send a link to the publication. There may be several, up to ten."),
    "visit_day": N_("When was the visit? Tap a day or write it: day and month."),
    "visit_notes": N_("What did you see, and what was agreed? A few sentences are enough."),
    "visit_files": N_("Attach photos, documents or links, if there are any."),
    "survey": N_("Has the questionnaire been filled in?"),
    "certificates": N_("How many people of the team have got a certificate? Send a number."),
    "team": N_("And how many people are in the team altogether?"),
    "count": N_("How many were there? Send a number."),
    "share_part": N_("How many municipalities meet the indicator? Send a number."),
    "share_whole": N_("And how many municipalities are there altogether?"),
    "pupils_part": N_(
        "How many pupils have reached the result? Send a number only, without any names."
    ),
    "pupils_whole": N_("And how many pupils took part altogether?"),
    "tick": N_("Has it been done?"),
}

LABELS = {
    "participants": N_("Took part"),
    "done": N_("What was done"),
    "evidence": N_("Evidence"),
    "account": N_("Report"),
    "monthly": N_("Report"),
    "note": N_("Analytic note"),
    "verdict": N_("Conclusion"),
    "advice": N_("Recommendations"),
    "review": N_("Text of the conclusion"),
    "document": N_("Document"),
    "order": N_("Order"),
    "contract": N_("Contract"),
    "list": N_("List"),
    "upload_day": N_("Placed"),
    "upload_link": N_("Link"),
    "mark": N_("Mark in the system"),
    "links": N_("Publications"),
    "visit_day": N_("Day of the visit"),
    "visit_notes": N_("Seen and agreed"),
    "visit_files": N_("Attached"),
    "survey": N_("Questionnaire"),
    "certificates": N_("Certificates"),
    "team": N_("In the team"),
    "count": N_("Number"),
    "share_part": N_("Municipalities that meet it"),
    "share_whole": N_("Municipalities altogether"),
    "pupils_part": N_("Pupils who reached it"),
    "pupils_whole": N_("Pupils altogether"),
    "tick": N_("Done"),
}

# Beside the step's own words: what a button of it says.
CHOICES = {
    ("verdict", "good"): N_("✅ Meets the requirements"),
    ("verdict", "mend"): N_("✏️ Needs more work"),
    ("mark", "yes"): N_("✅ Yes, it is there"),
    ("survey", "yes"): N_("✅ Yes, filled in"),
    ("tick", "yes"): N_("✅ Yes, done"),
}
_YES_NO = {"yes": N_("Yes"), "no": N_("No")}
_PER = {
    "week": N_("at least {n} {unit} a week"),
    "month": N_("at least {n} {unit} a month"),
    "quarter": N_("at least {n} {unit} a quarter"),
    "year": N_("at least {n} {unit} a year"),
}


def question_text(t: Translator, step: Step) -> str:
    """What is asked."""
    if step.title:
        return step.title
    if step.goal is not None and step.kind == "number":
        return t("How many were there: {unit}? Send a number.", unit=step.goal.unit)
    return t(QUESTIONS[step.name]) if step.name in QUESTIONS else label_text(t, step)


def label_text(t: Translator, step: Step, limit: int = 80) -> str:
    """What stands before the answer."""
    if step.title:
        # «What came of it?» stands before the answer as «What came of it: …».
        return shortened(step.title.rstrip(" ?!.:") or step.title, limit)
    if step.goal is not None and step.kind == "number":
        return shortened(step.goal.unit[:1].upper() + step.goal.unit[1:], limit)
    # Of several numbers whose units the row does not name any more each is just a number.
    name = step.name if step.name in LABELS else step.name.partition("_")[0]
    return t(LABELS[name]) if name in LABELS else step.name


def choice_text(t: Translator, step: Step, choice: str) -> str:
    """What a button of the question says."""
    if step.labels and choice in step.choices:
        return step.labels[step.choices.index(choice)]
    if (step.name, choice) in CHOICES:
        return t(CHOICES[step.name, choice])
    return t(_YES_NO[choice]) if choice in _YES_NO else choice


def goal_text(t: Translator, goal: Goal) -> str:
    """How many are wanted, in the row's words."""
    wanted = _PER.get(goal.per)
    if wanted is None:
        return t("at least {n} {unit}", n=goal.at_least, unit=goal.unit)
    return t(wanted, n=goal.at_least, unit=goal.unit)


def skip_text(t: Translator, step: Step) -> str:
    """What the button says that leaves a question without an answer."""
    if step.kind in {"number", "choice", "date"}:
        return t("➡️ No data")
    return t("➡️ Without it") if step.name == "evidence" else t("➡️ Go on without")
