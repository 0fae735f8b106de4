"""How good the questions of a period were: the hardest first, and which wrong options mislead."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from appliance.contract.dashboard import QuestionFigures, QuizAnalytics
from desktop.models.dashboard_course import Bar
from desktop.models.records_lines import misleading, option_bars
from desktop.models.records_table import RecordsTable
from desktop.views.dashboard_bars import BarList
from desktop.views.dashboard_scroll import scrolling
from desktop.views.parts.button import Button
from desktop.views.parts.card import Card
from desktop.views.parts.empty_state import EmptyState
from desktop.views.parts.formats import number, percent
from desktop.views.parts.icons import IconName
from desktop.views.parts.notice import Notice
from desktop.views.parts.theme import M, S, labelled
from desktop.views.records_columns import question_columns
from desktop.views.records_parts import RecordsPageParts, RecordsTab, Saver
from desktop.views.records_table_view import RecordsTableView

OPTION_SERIES = 1
OPTION_LINES = 3


class QuestionsTab(RecordsTab):
    """A question is chosen in the table and shows how its options drew the class."""

    def __init__(self, parts: RecordsPageParts, notice: Notice, saver: Saver) -> None:
        super().__init__(parts, notice)
        self._saver = saver
        self._shown: QuizAnalytics | None = None
        self._question_key = ""
        self.model: RecordsTable[QuestionFigures] = RecordsTable(question_columns(), _key, self)
        self.table = RecordsTableView(self.model, "question_figures_table", 10)
        self.options = BarList(_option_words, OPTION_SERIES)
        self.words, self.question, self.verdict = labelled("", "body"), labelled("", "body"), labelled("", "muted")
        self.hint = labelled("", "caption")
        self.save = Button("", IconName.DOWNLOAD)
        self.empty = EmptyState(IconName.LIST_CHECKS)
        self._table_card, self._option_card = Card(), Card()
        self._stack, self._inner = QStackedWidget(), QWidget()
        self._lay_out()
        self.table.chosen.connect(self._choose)
        self.save.clicked.connect(
            lambda: self._saver.save_table(self, self.tr("Questions of the period"), self.model.csv())
        )
        self._leave = parts.records.changed.subscribe(lambda _: self.refresh())
        self.retranslate_ui()

    def load(self) -> None:
        self.ask(self.parts.actions.load_questions(self.period), "load the questions", self.load)

    def refresh(self) -> None:
        kept = self.parts.records.questions.get(self.period)
        told = kept.told if kept is not None else None
        self.say_age(kept.at_ms if kept is not None else None)
        self._say_empty(told)
        if told is None or not told.questions or told is self._shown:
            return
        self._shown = told
        self.words.setText(self._sum_words(told))
        self.model.show_rows(told.questions)
        if not self.table.currentIndex().isValid():
            self.table.choose(0)
        self._show_question()

    def retranslate_ui(self) -> None:
        self._table_card.set_title(self.tr("Questions, the hardest first"))
        self._option_card.set_title(self.tr("Options"))
        self.table.setAccessibleName(self.tr("Questions of the period"))
        self.options.setAccessibleName(self.tr("Options of the question"))
        self.save.set_text(self.tr("Questions as CSV"))
        self.hint.setText(
            self.tr(
                "“Tells apart” is the correlation with the other questions (-1 to 1): near 0 or below, the question "
                "says little about who knows. Strong students are the upper 27 % by their other answers."
            )
        )
        self.model.say_anew()
        self._shown = None
        self.refresh()
        self.say_age_anew()

    def close_tab(self) -> None:
        self._leave()

    def _choose(self, key: str) -> None:
        self._question_key = key
        self._show_question()

    def _show_question(self) -> None:
        question = next((each for each in self.model.rows if _key(each) == self._question_key), None)
        self._option_card.setVisible(question is not None)
        if question is None:
            return
        self.question.setText(question.text)
        bars = option_bars(question)
        self.options.show_bars(bars)
        self.options.setVisible(bool(bars))
        self.options.setFixedHeight(max(1, len(bars)) * (self.options.sizeHintForRow(0) if bars else 1) + S)
        self.verdict.setText(self._verdict_words(question))

    def _verdict_words(self, question: QuestionFigures) -> str:
        if not question.options:
            return self.tr("A question of this kind has no options.")
        drawn = misleading(question)
        if not drawn:
            return self.tr("No wrong option misleads.")
        told = [
            self.tr("“%1” was taken by %2 of the strong and %3 of the weak students.")
            .replace("%2", percent(option.share_of_strong))
            .replace("%3", percent(option.share_of_weak))
            .replace("%1", option.text)
            for option in drawn
        ]
        return "\n".join(told)

    def _sum_words(self, told: QuizAnalytics) -> str:
        return "  ·  ".join(
            (
                self.tr("Questions: {count}").replace("{count}", number(told.questions_found)),
                self.tr("Answers: {count}").replace("{count}", number(told.answers)),
                self.tr("Right: {share}").replace("{share}", percent(told.correct_rate)),
            )
        )

    def _say_empty(self, told: QuizAnalytics | None) -> None:
        self._stack.setCurrentIndex(0 if told is not None and told.questions else 1)
        if told is not None:
            self.empty.set_texts(
                self.tr("No questions in these days"),
                self.tr("Choose a longer period above, or push a quiz in a lesson: its questions are judged here."),
            )
        elif self.parts.link.can_send:
            self.empty.set_texts(self.tr("Asking the box"), self.tr("The questions will be here in a moment."))
        else:
            self.empty.set_texts(
                self.tr("The box is not connected"), self.tr("The questions of these days are shown once it answers.")
            )

    def _lay_out(self) -> None:
        for widget, name in (
            (self.words, "question_sums"),
            (self.options, "question_options"),
            (self.verdict, "question_verdict"),
            (self.question, "question_text"),
            (self.save, "save_questions_button"),
            (self.empty, "questions_empty"),
        ):
            widget.setObjectName(name)
        self.content.addWidget(self._stack, 1)
        self._stack.addWidget(scrolling(self._inner))
        self._stack.addWidget(self.empty)
        self._table_card.header.addWidget(self.save)
        self._table_card.body.addWidget(self.table)
        self._table_card.body.addWidget(self.hint)
        self._option_card.body.addWidget(self.question)
        self._option_card.body.addWidget(self.options)
        self._option_card.body.addWidget(self.verdict)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(M)
        for part in (self.words, self._table_card, self._option_card):
            column.addWidget(part)
        column.addStretch(1)


def _key(question: QuestionFigures) -> str:
    return f"{question.quiz_id}/{question.question_id}"


def _option_words(bar: Bar) -> str:
    return f"{number(bar.answers or 0)} · {percent(bar.share)}"
