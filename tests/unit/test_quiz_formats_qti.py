"""QTI 2.1: packages and single items; choice, text and order are asked, the rest is said."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

import pytest

from appliance.domain.quiz import NumericKey, Question, QuestionKind
from appliance.domain.quiz_formats import FormatError, ImportedQuiz, QuizFormat, read_quiz
from tests.support.quiz_values import new_ids

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def item(declaration: str, body: str, rest: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="{NAMESPACE}" identifier="i" title="Item title">'
        f"{declaration}<itemBody>{body}</itemBody>{rest}</assessmentItem>"
    )


def declaration(values: str, cardinality: str = "single", base_type: str = "identifier", rest: str = "") -> str:
    correct = "".join(f"<value>{value}</value>" for value in values.split())
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base_type}">'
        f"<correctResponse>{correct}</correctResponse>{rest}</responseDeclaration>"
    )


def choice(limit: int = 1, kind: str = "choiceInteraction") -> str:
    choices = "".join(f'<simpleChoice identifier="{key}">{key} <b>text</b></simpleChoice>' for key in "ABC")
    return f'<{kind} responseIdentifier="R" maxChoices="{limit}"><prompt>Which?</prompt>{choices}</{kind}>'


def package(entries: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def manifest(*resources: tuple[str, str]) -> str:
    entries = "".join(f'<resource identifier="r" type="{kind}" href="{href}"/>' for kind, href in resources)
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{entries}</resources></manifest>'


def qti(data: str | bytes) -> ImportedQuiz:
    return read_quiz(data.encode() if isinstance(data, str) else data, QuizFormat.QTI, new_ids())


def only(text: str) -> Question:
    [question] = qti(text).questions
    return question


def marked(question: Question) -> list[tuple[str, bool]]:
    return [(option.text, option.is_correct) for option in question.options]


def test_a_single_choice() -> None:
    question = only(item(declaration("B"), f"<p>Look at  the\n leaf.</p>{choice()}"))
    assert (question.kind, question.text) == (QuestionKind.SINGLE_CHOICE, "Look at the leaf.\n\nWhich?")
    assert marked(question) == [("A text", False), ("B text", True), ("C text", False)]


def test_a_multiple_choice() -> None:
    question = only(item(declaration("A C", "multiple"), choice(0)))
    assert question.kind is QuestionKind.MULTIPLE_CHOICE
    assert [is_right for _, is_right in marked(question)] == [True, False, True]


def test_right_options_by_their_points() -> None:
    mapping = '<mapping><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="-1"/></mapping>'
    question = only(item(declaration("", "multiple", rest=mapping), choice(0)))
    assert [is_right for _, is_right in marked(question)] == [True, False, False]


def test_two_options_that_say_right_and_wrong() -> None:
    choices = '<simpleChoice identifier="x">True</simpleChoice><simpleChoice identifier="y">False</simpleChoice>'
    body = f'<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>So?</prompt>{choices}</choiceInteraction>'
    question = only(item(declaration("y"), body))
    assert (question.kind, marked(question)) == (QuestionKind.TRUE_FALSE, [("true", False), ("false", True)])


def test_an_order() -> None:
    question = only(item(declaration("C A B", "ordered"), choice(kind="orderInteraction")))
    assert question.kind is QuestionKind.ORDERING
    assert [option.text for option in question.options] == ["C text", "A text", "B text"]


def test_a_text_with_a_gap() -> None:
    mapping = (
        '<mapping><mapEntry mapKey="seoul" mappedValue="1"/><mapEntry mapKey="Busan" mappedValue="0.5"/></mapping>'
    )
    gap = '<p>Capital: <textEntryInteraction responseIdentifier="R"/> it is.</p>'
    question = only(item(declaration("Seoul", base_type="string", rest=mapping), gap))
    assert question.text == "Capital: _____ it is."
    assert question.text_key is not None
    assert (question.text_key.accepted, question.text_key.ignores_case) == (("Seoul", "seoul"), True)


@pytest.mark.parametrize(
    ("processing", "key"),
    [
        ("", NumericKey(20, 20)),
        ('<equal toleranceMode="absolute" tolerance="1 2"/>', NumericKey(19, 22)),
        ('<equal toleranceMode="relative" tolerance="10"/>', NumericKey(18, 22)),
    ],
)
def test_a_number_with_its_tolerance(processing: str, key: NumericKey) -> None:
    body = '<p>How many? <textEntryInteraction responseIdentifier="R"/></p>'
    text = item(declaration("20", base_type="float"), body, f"<responseProcessing>{processing}</responseProcessing>")
    assert only(text).numeric_key == key


def test_an_item_without_interaction_is_a_slide() -> None:
    assert only(item("", "<p>Now about plants.</p>")).kind is QuestionKind.SLIDE


def test_the_only_feedback_is_the_explanation() -> None:
    feedback = '<modalFeedback identifier="f" outcomeIdentifier="o" showHide="show">Because.</modalFeedback>'
    assert only(item(declaration("A"), choice(), feedback)).explanation == "Because."
    assert [warning.code for warning in qti(item(declaration("A"), choice(), feedback * 2)).warnings] == ["feedback"]


def test_a_package_in_the_order_of_its_test_with_its_pictures() -> None:
    picture = '<p><img src="../img/leaf.png" alt="leaf"/></p>'
    test = (
        f'<assessmentTest xmlns="{NAMESPACE}" title="Light"><testPart><assessmentSection>'
        '<assessmentItemRef identifier="2" href="items/b.xml"/>'
        '<assessmentItemRef identifier="1" href="items/a%20.xml"/>'
        "</assessmentSection></testPart></assessmentTest>"
    )
    data = package(
        {
            "imsmanifest.xml": manifest(
                ("imsqti_item_xmlv2p1", "items/a%20.xml"),
                ("imsqti_item_xmlv2p1", "items/b.xml"),
                ("imsqti_item_xmlv2p1", "items/c.xml"),
                ("imsqti_test_xmlv2p1", "test.xml"),
                ("imsqti_item_xmlv3p0", "items/d.xml"),
                ("webcontent", "img/leaf.png"),
            ),
            "test.xml": test,
            "items/a .xml": item(declaration("A"), "<p>first</p>" + choice()),
            "items/b.xml": item(declaration("B"), picture + choice()),
            "items/c.xml": item(declaration("C"), "<p>third</p>" + choice(kind="graphicOrderInteraction")),
            "img/leaf.png": PNG,
        }
    )
    quiz = read_quiz(data, None, new_ids())
    assert quiz.title == "Light"
    assert [question.text for question in quiz.questions] == ["Which?", "first\n\nWhich?"]
    digest = hashlib.sha256(PNG).hexdigest()
    assert (quiz.questions[0].image_id, dict(quiz.images)) == (digest, {digest: PNG})
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [(0, "unsupported"), (3, "unsupported")]
    assert "graphicOrderInteraction" in quiz.warnings[1].en


def test_a_zip_without_manifest_gives_its_items() -> None:
    quiz = qti(package({"a.xml": item(declaration("A"), choice()), "note.txt": "x", "b.xml": "<broken"}))
    assert len(quiz.questions) == 1
    assert [(warning.line, warning.code) for warning in quiz.warnings] == [(2, "bad_file")]


@pytest.mark.parametrize("name", ["img/x.svg", "../../a.png", "/etc/passwd", "http://example.org/x.png", "gone.png"])
def test_a_picture_that_is_none_or_lies_elsewhere_is_left_out(name: str) -> None:
    body = f'<p><img src="{name}" alt=""/></p>{choice()}'
    quiz = qti(package({"a.xml": item(declaration("A"), body), "img/x.svg": "<svg onload='alert(1)'/>"}))
    assert [question.image_id for question in quiz.questions] == [None]
    assert dict(quiz.images) == {}
    assert [warning.code for warning in quiz.warnings] == ["bad_file"]


def test_an_item_that_asks_twice_is_left_out() -> None:
    quiz = qti(item(declaration("A"), choice() + choice()))
    assert (quiz.questions, [warning.code for warning in quiz.warnings]) == ((), ["unsupported"])


@pytest.mark.parametrize("data", ["<html/>", "no xml", "", package({"readme.txt": "x"}), package({})])
def test_what_holds_no_items_is_refused_in_words(data: str | bytes) -> None:
    with pytest.raises(FormatError) as refusal:
        qti(data)
    assert str(refusal.value).endswith(".")
    assert refusal.value.ko != ""
