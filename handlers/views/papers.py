"""What curators, methodists and bodies hand in, and whose word a report needs."""

from keyboards.papers import page_rows, steps_rows
from keyboards.report_words import BY, PROOFS, STEPS
from keyboards.screen import Screen, paragraphs, shortened
from locales import Translator
from services.papers import PaperPage
from services.row_steps import RowSteps
from services.terms import Step


def papers_screen(t: Translator, page: PaperPage) -> Screen:
    """The schools about each of which something is written."""
    papers = page.papers
    what = ", ".join(t(PROOFS[proof]) for proof in papers.proofs)
    text = paragraphs(
        t.html("📝 <b>{who}: {what}</b>", who=t(BY[papers.by]), what=what),
        shortened_title(t, page.line.title),
        t.html(
            "Done for {done} of {of}. Which school is it about?",
            done=papers.done,
            of=len(papers.states),
        ),
    )
    return Screen(text, page_rows(t, page))


def shortened_title(t: Translator, title: str) -> str:
    """The name of the event."""
    return t.html("{title}", title=shortened(title, 200))


def steps_screen(t: Translator, card: RowSteps) -> Screen:
    """Whose word a report about a row needs to count."""
    text = paragraphs(
        t.html("🗝 <b>Whose word does a report need to count?</b>"),
        shortened_title(t, card.title),
        t.html("The row itself says: {said}.", said=_said(t, card.of_row)),
        t.html(
            "A report may be returned in any case. The choice holds also for what was sent before."
        ),
    )
    return Screen(text, steps_rows(t, card))


def _said(t: Translator, steps: tuple[Step, ...]) -> str:
    return ", ".join(t(STEPS[step]) for step in steps) or t("nobody's word is needed")
