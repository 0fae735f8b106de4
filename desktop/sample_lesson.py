"""A believable lesson for the self-test and for pictures of the app: one class, its talk, a quiz, its figures."""

import math

from appliance.contract.cast import BilingualSentence, CastState, CastView, DiagnosisView
from appliance.contract.engagement import (
    ClassEngagement,
    FormulaText,
    HelpReasonName,
    StudentEngagement,
    TopicConfusion,
)
from appliance.contract.live import SessionFacts, Snapshot, TeacherFacts, You
from appliance.contract.network import ClassNetwork, ViewerNetwork
from appliance.contract.quiz import (
    OptionInBank,
    PublicOption,
    PublicQuestion,
    QuestionInBank,
    RunView,
    TallyCount,
    TallyView,
)
from appliance.contract.session import ParticipantView, SessionState, SessionView, StageState, StageView
from appliance.contract.talk import AnnouncementView, ChatMessageView, ClassQuestionView, HandView
from desktop.state.engagement import CoursePoint
from desktop.state.lesson import Lesson

SESSION_ID = "sample"
NOW_MS = 1_764_000_000_000
"""A moment in November 2025; every time of the sample counts from it."""
MINUTE_MS = 60_000
NAMES = (
    *("김민준", "이서연", "박지호", "최유나", "정하늘", "강도윤", "조은서", "윤시우", "장하린", "임준서"),
    *("한지우", "오예준", "서다은", "신건우", "권나연", "황민서", "안태윤", "송아린", "류현우", "홍수아"),
    *("Noah Kim", "Emma Park", "Liam Choi", "Olivia Lee", "Jun Park", "Mia Jung", "Lucas Han", "Ava Seo"),
)
HELPED: dict[int, HelpReasonName] = {
    3: "two_wrong_in_a_row",
    11: "lost_twice",
    17: "gone",
    22: "no_answer_while_present",
}
GONE = frozenset({8, 17})
WAITING = frozenset({26, 27})
NOT_ANSWERED = frozenset({2, 5, 14, 19, 22})
CHOICES = (("엽록체", True, 14), ("미토콘드리아", False, 3), ("리보솜", False, 1), ("핵", False, 1))


def fill(lesson: Lesson) -> None:
    """Put the sample lesson on the desk."""
    lesson.open(SESSION_ID, sample_view())
    lesson.apply(sample_snapshot())
    lesson.engagement.prepend(sample_course())
    answered = [person_id(place) for place in _present() if place not in NOT_ANSWERED]
    lesson.runs.take_answered("run", "question", answered)


def person_id(place: int) -> str:
    """The id of the student at this place of NAMES."""
    return f"student-{place}"


def sample_view() -> SessionView:
    """The session as its teacher sees it."""
    return SessionView(
        session_id=SESSION_ID,
        title="광합성과 세포 호흡",
        topic="광합성",
        state=SessionState.LIVE,
        class_code="K7MPQ2",
        join_url="http://192.168.0.10:8000/?code=K7MPQ2",
        owner_id="teacher",
        co_teacher_ids=[],
        is_locked=False,
        needs_approval=True,
        chat_mode="open",
        shows_engagement=True,
        roster_id=None,
        participants=len(NAMES),
        created_ms=NOW_MS - 25 * MINUTE_MS,
        started_ms=NOW_MS - 20 * MINUTE_MS,
        ended_ms=None,
    )


def sample_snapshot() -> Snapshot:
    """Everything as the box tells it."""
    return Snapshot(
        epoch="sample",
        number=1,
        server_ms=NOW_MS,
        you=You(role="teacher", person_id="teacher", name="김민지"),
        session=SessionFacts(
            session_id=SESSION_ID,
            title="광합성과 세포 호흡",
            topic="광합성",
            state=SessionState.LIVE,
            chat_mode="open",
            shows_engagement=True,
            is_locked=False,
            participants=len(NAMES),
        ),
        stage=StageView(cast_ids=["phone"], state=StageState.LIVE),
        messages=_messages(),
        questions=_questions(),
        hands=[_hand(4, 3), _hand(21, 1)],
        announcement=AnnouncementView(
            announcement_id="a", text="교과서 84쪽을 펴 주세요. / Open page 84.", at_ms=NOW_MS - 2 * MINUTE_MS
        ),
        teacher=TeacherFacts(
            participants=[_person(place) for place in range(len(NAMES))],
            runs=[_run()],
            engagement=_engagement(),
            casts=_casts(),
            network=_network(),
        ),
    )


def sample_course() -> list[CoursePoint]:
    """The twenty minutes before now, one point each half minute."""
    return [_course_point(step) for step in range(40)]


def _course_point(step: int) -> CoursePoint:
    return CoursePoint(
        at_ms=NOW_MS - (40 - step) * MINUTE_MS // 2,
        connected=min(24, 6 + step * 2),
        watching=min(23, 4 + step * 2),
        mean=58 + 18 * math.sin(step / 7) + step / 4,
        confusion={
            "광합성": max(0.0, 0.35 * math.sin(step / 6)),
            "세포 호흡": max(0.0, 0.5 * math.sin((step - 22) / 8)),
        },
        needs_help=step // 10,
    )


def _present() -> list[int]:
    return [place for place in range(len(NAMES)) if place not in GONE and place not in WAITING]


def _person(place: int) -> ParticipantView:
    is_in = place not in WAITING
    return ParticipantView(
        participant_id=person_id(place),
        name=NAMES[place],
        admission="admitted" if is_in else "waiting",
        is_connected=place not in GONE,
        is_watching=is_in and place not in GONE and place != 13,
        is_muted=place == 9,
        joined_ms=NOW_MS - 20 * MINUTE_MS + place * 7_000,
        warning="like_another" if place == 24 else "",
    )


def _messages() -> list[ChatMessageView]:
    said = (
        (1, "잎의 어느 부분이에요?", "class"),
        (20, "Is it only the green part?", "class"),
        (None, "맞아요, 초록색 부분이에요. Look at the slide.", "class"),
        (12, "선생님, 화면이 조금 끊겨요.", "teacher"),
        (5, "The green is chlorophyll!", "class"),
    )
    return [
        ChatMessageView(
            message_id=f"m{number}",
            author="teacher" if place is None else "student",
            author_id="teacher" if place is None else person_id(place),
            author_name="김민지" if place is None else NAMES[place],
            text=text,
            sent_ms=NOW_MS - (6 - number) * MINUTE_MS,
            audience="teacher" if audience == "teacher" else "class",
        )
        for number, (place, text, audience) in enumerate(said)
    ]


def _questions() -> list[ClassQuestionView]:
    asked = (
        ("빛이 없으면 식물은 숨을 안 쉬나요?", 9, False),
        ("Why are some leaves red?", 4, False),
        ("시험에 나와요?", 2, True),
    )
    return [
        ClassQuestionView(
            question_id=f"q{number}",
            text=text,
            asked_ms=NOW_MS - (4 - number) * MINUTE_MS,
            upvotes=upvotes,
            is_resolved=is_resolved,
        )
        for number, (text, upvotes, is_resolved) in enumerate(asked)
    ]


def _hand(place: int, minutes: int) -> HandView:
    return HandView(participant_id=person_id(place), name=NAMES[place], raised_ms=NOW_MS - minutes * MINUTE_MS)


def _run() -> RunView:
    options = [OptionInBank(id=f"o{n}", text=text, is_correct=right) for n, (text, right, _) in enumerate(CHOICES)]
    return RunView(
        run_id="run",
        title="광합성",
        state="open",
        questions=[
            QuestionInBank(
                id="question",
                kind="single_choice",
                text="광합성이 일어나는 곳은 어디인가요?",
                options=options,
                explanation="엽록체에 있는 엽록소가 빛을 흡수합니다.",
                topic="광합성",
                seconds=60,
            )
        ],
        public_questions=[
            PublicQuestion(
                question_id="question",
                kind="single_choice",
                text="광합성이 일어나는 곳은 어디인가요?",
                options=[PublicOption(id=f"p{n}", text=text) for n, (text, _, _) in enumerate(CHOICES)],
            )
        ],
        seconds=60,
        allows_change=True,
        scoring="accuracy",
        quiz_id="quiz",
        again_of=None,
        opened_ms=NOW_MS - 18_000,
        closes_ms=NOW_MS + 42_000,
        closed_ms=None,
        revealed_ms=None,
        tallies=[
            TallyView(
                question_id="question",
                answered=sum(count for _, _, count in CHOICES),
                correct=CHOICES[0][2],
                counts=[TallyCount(key=f"p{n}", count=count) for n, (_, _, count) in enumerate(CHOICES)],
            )
        ],
    )


def _engagement() -> ClassEngagement:
    return ClassEngagement(
        at_ms=NOW_MS,
        connected=len(_present()),
        watching=len(_present()) - 1,
        mean=76.0,
        students=[_figures(place) for place in range(len(NAMES)) if place not in WAITING],
        confusion=[TopicConfusion(topic="세포 호흡", level=0.42), TopicConfusion(topic="광합성", level=0.13)],
        formula=_formula(),
    )


def _figures(place: int) -> StudentEngagement:
    share = 0.55 + 0.4 * abs(math.sin(place * 1.7))
    return StudentEngagement(
        participant_id=person_id(place),
        name=NAMES[place],
        presence=0.4 if place in GONE else 0.98,
        participation=share,
        accuracy=0.5 if place in HELPED else min(1.0, share + 0.05),
        activity=share / 2,
        composite=round(100 * (0.4 * 0.95 + 0.4 * share + 0.1 * share), 1),
        needs_help=[HELPED[place]] if place in HELPED else [],
        is_connected=place not in GONE,
    )


def _casts() -> list[CastView]:
    no_sound = DiagnosisView(
        code="no_audio",
        severity="info",
        sentence=BilingualSentence(en="This cast sends no sound.", ko="이 캐스트에는 소리가 없습니다."),
    )
    return [
        _cast("phone", "선생님 휴대폰", CastState.LIVE, on_stage=True),
        _cast("emma", "Emma Park's iPad", CastState.LIVE, requested=True, diagnoses=[no_sound]),
        _cast("obs", "교실 PC (OBS)", CastState.INTERRUPTED),
    ]


def _cast(
    cast_id: str,
    label: str,
    state: CastState,
    *,
    on_stage: bool = False,
    requested: bool = False,
    diagnoses: list[DiagnosisView] | None = None,
) -> CastView:
    is_live = state is CastState.LIVE
    return CastView(
        cast_id=cast_id,
        label=label,
        state=state,
        protocol="rtmp" if is_live else None,
        on_stage=on_stage,
        approval="requested" if requested else "approved",
        width=1280 if is_live else None,
        height=720 if is_live else None,
        frame_rate=30.0 if is_live else None,
        bitrate=2_050_000 if is_live else None,
        diagnoses=diagnoses or [],
    )


def _network() -> ClassNetwork:
    viewers = [_viewer(12, 0.14, "poor"), _viewer(6, 0.03, "fair")]
    viewers += [_viewer(place, 0.0, "good") for place in _present() if place not in (6, 12)]
    return ClassNetwork(
        at_ms=NOW_MS,
        viewers=viewers,
        state="ok",
        sentence=BilingualSentence(
            en="The Wi-Fi carries this class; reception is bad on 1 device: move it closer to the access point.",
            ko="와이파이는 괜찮습니다. 기기 1대만 신호가 약합니다. 그 기기를 공유기 가까이로 옮기세요.",
        ),
        total_bitrate=2_050_000 * len(viewers),
        loss_p50=0.0,
        loss_p90=0.02,
    )


def _viewer(place: int, loss: float, quality: str) -> ViewerNetwork:
    return ViewerNetwork(
        viewer_id=f"viewer-{place}",
        participant_id=person_id(place),
        name=NAMES[place],
        loss=loss,
        round_trip_ms=4.0 + place,
        bitrate=2_050_000,
        dropped_frames=3 if quality == "poor" else 0,
        transport="udp",
        quality="poor" if quality == "poor" else "fair" if quality == "fair" else "good",
    )


def _formula() -> FormulaText:
    return FormulaText(
        en="Engagement (0-100) = 40 × presence + 40 × participation + 20 × activity.",
        ko="참여도(0-100) = 40 × 출석 + 40 × 응답 + 20 × 활동.",
    )
