"""What went wrong and what to press: a sentence for every code."""

from collections.abc import Mapping

from keyboards.callbacks import OpenReport
from keyboards.menu import menu_button
from keyboards.question_callbacks import OpenQuestion
from keyboards.screen import Button, Row, Screen
from keyboards.words import ROLES
from locales import N_, Html, Translator
from services.errors import DomainError
from services.terms import Role

PROBLEMS = {
    "not_found": N_(
        "Sorry, I cannot find that. It may have been changed. The menu is one tap away."
    ),
    "not_allowed": N_("Your role cannot do this here. The menu shows what you can do."),
    "event_is_over": N_("The event is over: please say whether you took part."),
    "event_not_begun": N_("The event has not begun yet: please say whether you will come."),
    "check_in_not_open": N_(
        "It is too early: «I am here» can be pressed from 15 minutes before the beginning."
    ),
    "check_in_over": N_("The event is over: please say whether you took part."),
    "calendars_not_let_in": N_("Here the plan comes as a file only: nobody has set up addresses."),
    "several_places": N_(
        "Which municipality? Please choose it in private: 👥 People → 💬 Chats of municipalities."
    ),
    "several_parties": N_("You speak for several schools: please answer on the card in the bot."),
    "nobody_is_asked": N_("Nobody is asked who takes part in it, or it has no day yet."),
    "word_wrong": N_("This is not the word. You can try {left} more times."),
    "word_wrong_again": N_("This is not the word."),
    "word_unreadable": N_("Please write a word of at least two letters."),
    "list_expected": N_("Please send the list as a file: .xlsx or .csv."),
    "list_settled": N_("This list has been settled already."),
    "list_empty": N_("Sorry, this table is empty. Please send the list of participants."),
    "list_too_long": N_(
        "Sorry, this list has more than {limit} rows. Please send the one of this event alone."
    ),
    "dialog_over": N_("This question has been closed already. The menu shows what can be done."),
    "report_sent_already": N_("This report has been sent already and waits for the curator."),
    "question_answered": N_("This question has been answered meanwhile."),
    "words_gone": N_("Your words are not there any more. Please write them once more."),
    "nobody_to_ask": N_("Nobody advises this school in the bot yet: there is nobody to ask."),
    "report_decided": N_("This report has been accepted meanwhile: it is not changed any more."),
    "report_changed": N_("This report has changed meanwhile. Please look how it stands now."),
    "plan_published_already": N_("This road map is published already."),
    "plan_replaced": N_(
        "Sorry, I cannot find that road map: a newer document has taken its place. It is one tap "
        "away."
    ),
    "papers_enough": N_(
        "{limit} papers are being made for you already. Please wait until they are here."
    ),
    "paper_not_ready": N_("This paper is not ready. Please wait, or make it once more."),
    "sentences_enough": N_("A note takes at most {limit} conclusions. Leave one out first."),
    "year_missing": N_("Please choose the year first: the document does not say it."),
    "audience_empty": N_("Nobody is in this audience yet. Please choose another one."),
    "announcement_deleted": N_("This announcement is deleted: there are no words to change."),
    "announcement_refused": N_(
        "Telegram does not take this announcement as it is: most likely it does not know the "
        "picture or the file any more. Please add it once more."
    ),
    "too_long_under_media": N_(
        "Under a picture or a file there is room for {limit} characters. Please make it shorter."
    ),
    "broadcasts_today": N_(
        "Your role may make {limit} announcements a day, and today's are used up. The draft stays."
    ),
    "words_there": N_(
        "There are words already. To write others instead, press «Text»; all else is chosen by "
        "buttons."
    ),
    "moment_expected": N_("Please write a day and an hour, like 16.02 10:00, or only the hour."),
    "moment_past": N_("This moment is over already. Please choose a later one."),
    "moment_far": N_("This is more than a year away. Please choose an earlier moment."),
    "moment_first": N_("Please choose the first day and hour, then «every week»."),
    "poll_expected": N_(
        "Please write the question on the first line and at least two answers, each on a line of "
        "its own."
    ),
    "poll_options": N_("A poll has at most {limit} answers."),
    "poll_long": N_("Too long: a question has at most {question} characters, an answer {option}."),
    "title_expected": N_("Please write a name of at most {limit} characters."),
    "audiences_enough": N_("You keep {limit} audiences already. Please drop one of them first."),
    "silence_day_wrong": N_("That day is over, or too far away. Please choose another one."),
    "timezone_unknown": N_("Sorry, I do not know this time zone. Please choose from the list."),
    "document_too_large": N_(
        "Sorry, the document is larger than {limit} MB. Send it without pictures."
    ),
    "document_not_a_road_map": N_(
        "Sorry, I found no table with activities and terms in this document. Please send the road "
        "map itself, as a Word, Excel, PDF or text file."
    ),
    "document_empty_file": N_("Sorry, this file is empty. Please send it again."),
    "document_scanned_pdf": N_(
        "Sorry, this PDF is a picture without text. Please send the document it was made from."
    ),
    "document_legacy_doc": N_(
        "Sorry, this is an old Word file. Please save it as .docx and send it again."
    ),
    "document_encrypted": N_("Sorry, this file is protected by a password. Please remove it."),
    "document_too_large_inside": N_(
        "Sorry, this file is too large inside. Send it without pictures."
    ),
    "document_too_long": N_(
        "Sorry, this file takes too long to read. Please send the road map alone, as .docx."
    ),
    "document_bomb": N_("Sorry, this file is too large inside. Send it without pictures."),
    "document_broken_file": N_(
        "Sorry, this file is damaged. Please save it anew and send it again."
    ),
    "document_unknown_type": N_(
        "Sorry, I cannot read this kind of file. Please send the road map as Word, Excel or PDF."
    ),
    "download_failed": N_("Sorry, I could not fetch the file. Please send it once more."),
    "place_unknown": N_("There is no place named «{place}». Load it first, or check the name."),
    "no_published_plan": N_("There is no published road map of {place} (for this year)."),
    "plan_without_days": N_("No row of this road map has a day: there is nothing to live through."),
    "place_ambiguous": N_("Several places are named «{place}». Please rename one of them."),
    "role_not_held_there": N_(
        "The role {role} cannot be held at «{place}»: choose a school for a director or deputy, a "
        "municipality or region for its coordinator."
    ),
    "role_held_already": N_("You speak for this school already."),
    "too_many_requests": N_(
        "That is enough for today: please wait until your requests are decided."
    ),
    "links_made_already": N_(
        "A table with the links for «{place}» was made a moment ago, and it is still good. If you "
        "cannot find it, a new one can be made in {minutes} minutes."
    ),
    "day_unreadable": N_("Sorry, I cannot read that as a day. Write it like «15.07»."),
    "day_out_of_reach": N_("Please choose a day from today to a year ahead."),
    "table_unreadable": N_("Sorry, I cannot read this table. Please send .csv or .xlsx."),
    "table_columns_missing": N_("The table has no columns: {columns}. Please add them."),
    "places_row_incomplete": N_("Row {row} names a place but not what it belongs to."),
    "places_zone_unknown": N_("Row {row}: «{zone}» is not a time zone. Write Europe/Moscow."),
    "places_row_repeated": N_("Row {row} repeats row {first}."),
    "places_row_not_yours": N_("Row {row} is about a place that is not below yours."),
    "places_cell_without_value": N_("Row {row}: the cell «{cell}» has no value."),
    "places_name_too_long": N_("Row {row}: a name is longer than {limit} characters."),
    "places_year_unknown": N_("Row {row}: write years like 2026/2027, several with a bar between."),
    "places_school_unknown": N_("Row {row}: there is no school «{name}» to belong to."),
    "places_school_closed": N_(
        "Row {row}: «{name}» is closed and stays so. To open it again, write «yes» into the column "
        "«Reopen»."
    ),
    "places_zone_contradiction": N_("Row {row}: «{name}» has another zone above; {zone} is left."),
    "places_too_many_rows": N_("Sorry, the table has more than {limit} rows. Please split it."),
    "places_changed_meanwhile": N_(
        "The places have been changed by somebody else meanwhile. Please send the table once more."
    ),
    "places_table_gone": N_("I cannot find the table any more. Please send it once more."),
    "places_cannot_merge": N_("Only a municipality can be merged, and into another one."),
    "places_cannot_close": N_("Only a school can be closed. Merge a municipality instead."),
    "places_name_empty": N_("Please write the new name."),
    "places_name_taken": N_("Another place there is called «{name}» already."),
    "event_cancelled": N_("This event has been cancelled."),
    "nothing_asked": N_("Nothing is asked about this any more: the road map has changed."),
    # Answers in a form.
    "term_unreadable": N_(
        "Sorry, I cannot read that as a date. Write it like «16.03», «16.03.2027 14:00» or "
        "«until 25.03», or pick a day."
    ),
    "time_unreadable": N_("Sorry, I cannot read that as a time. Write it like «14:00»."),
    "day_first": N_("Please set one day first, then its time."),
    "link_expected": N_("Please send a link that begins with https://"),
    "press_a_button": N_("Please press one of the buttons."),
    "number_expected": N_("Please send a whole number, for example 12."),
    "figure_not_read": N_(
        "Sorry, I cannot read that as a number. Write it like «12 of 15» or «80»."
    ),
    "figure_too_big": N_("That number is too large. Please check it."),
    "figure_one_number": N_("One number is wanted here, without a second one."),
    "figure_beyond_whole": N_("The first number cannot be above the second. Please check them."),
    "number_too_large": N_("That seems too many: at most {limit}. Please send the number again."),
    "number_too_small": N_("That seems too few: at least {least}. Please send the number again."),
    "date_expected": N_("Sorry, I cannot read that as a day. Write it like «{example}»."),
    "date_too_late": N_("That day is still to come. Please check it."),
    "date_too_early": N_("That day is too long ago. Please check it."),
    "file_expected": N_("Please send a file: a document, a photo or a video."),
    "account_expected": N_("Please send a file, a link, or write it in words."),
    "files_enough": N_("That is enough: at most {limit} files and links."),
    "form_changed": N_(
        "The questions have changed meanwhile. What fits of your answers is kept; please look at "
        "the rest."
    ),
    "options_expected": N_("Please write from two to eight choices, each on a line of its own."),
    "option_too_long": N_("One of the choices is too long: at most 60 characters each, please."),
    "own_form_full": N_("A form has at most twelve questions: nobody answers more."),
    "own_form_empty": N_("There are no questions yet. Please add one first."),
    "text_expected": N_("Please write it in words."),
    "text_too_long": N_("That is too long: {length} of {limit} characters. Please shorten it."),
    "evidence_expected": N_(
        "Please send a photo, a document or a link that begins with https://, or press the button."
    ),
    "file_is_program": N_(
        "Sorry, programs and scripts are not taken: nobody could open them safely. Please send a "
        "document, a PDF or a photo."
    ),
    "file_has_macros": N_(
        "Sorry, files with macros are not taken. Please save it as .docx, .xlsx or .pdf and send "
        "it again."
    ),
    "file_kind_unwanted": N_(
        "Sorry, files of this kind are not taken. Please send a photo, a PDF, a Word, Excel or "
        "PowerPoint document, a short video, or all of it as .zip."
    ),
    "file_too_large": N_(
        "Sorry, the file is larger than {limit} MB. Please send a smaller one, or a link to it."
    ),
    "files_not_asked": N_(
        "No file is asked for in this report, so it was not attached. Please answer the questions."
    ),
    "evidence_given": N_("A report keeps one file or link, and it has one already."),
    # Outside of any form.
    "unknown_text": N_("I have not understood that. Please choose what you need."),
    "unknown_letter": N_(
        "I have passed this letter on to nobody. If it is a question, press «❓ A question», if it "
        "is what came of an event, press «📝 Report», and send it once more there. Anything else "
        "is in the menu below."
    ),
    "unknown_letter_staff": N_(
        "I have passed this letter on to nobody. Questions of schools are answered on the desk; "
        "announcements, where your role may make them, go out by «📣 Announce»: send it once more "
        "there. Anything else is in the menu below."
    ),
    "unknown_file": N_("Thank you! To attach a file to a report, open the report first."),
    "stale_button": N_("This button is from an older message: these are the fresh ones."),
    "nothing_to_cancel": N_("There is nothing to cancel."),
    "cancelled": N_("Dropped."),
    "welcome_back": N_("I was away for a moment, your last answer is kept."),
}
_UNKNOWN = N_("Sorry, this does not work right now. Please try again or go to the menu.")


def problem_text(t: Translator, code: str, params: Mapping[str, str | int] | None = None) -> str:
    """The sentence of a code, as plain text."""
    return t(PROBLEMS.get(code, _UNKNOWN), **_worded(t, params or {}))


def _worded(t: Translator, params: Mapping[str, str | int]) -> dict[str, str | int]:
    """The values of a refusal; a role is said in words."""
    return {
        name: t(ROLES[value]) if isinstance(value, Role) else value
        for name, value in params.items()
    }


def problem_screen(t: Translator, error: DomainError, rows: tuple[Row, ...] = ()) -> Screen:
    """A refusal with the way on; `rows` lead to something nearer than the menu."""
    text = t.html(PROBLEMS.get(error.code, _UNKNOWN), **_worded(t, error.params))
    return Screen(text, (*_as_it_stands(t, error), *rows, (menu_button(t),)))


def _as_it_stands(t: Translator, error: DomainError) -> tuple[Row, ...]:
    """To what the refusal is about: who was slower may look what has become of it."""
    if report_id := error.params.get("report_id"):
        return ((Button(t("📄 The report"), OpenReport(int(report_id)).pack()),),)
    if question_id := error.params.get("question_id"):
        return ((Button(t("❓ The question"), OpenQuestion(int(question_id)).pack()),),)
    return ()


def crash_screen(t: Translator, incident: str) -> Screen:
    """Our own fault: apologise, give a number to name it by."""
    text = t.html(
        "😔 Sorry, something broke on my side. Your data are safe. Please try again; if it happens "
        "once more, tell your coordinator the number <code>{incident}</code>.",
        incident=incident,
    )
    return Screen(text, ((menu_button(t),),))


def elsewhere_screen(t: Translator, address: str) -> Screen:
    """A command given in a group."""
    text = t.html(
        "I answer in private only: in a group everybody would see it. Please write to me there."
    )
    return Screen(text, ((Button(t("✉️ Write to me"), url=address),),))


def noted(screen: Screen, t: Translator, code: str) -> Screen:
    """A screen under a sentence."""
    return Screen(Html(f"{problem_text(t, code)}\n\n{screen.text}"), screen.rows, screen.file)
