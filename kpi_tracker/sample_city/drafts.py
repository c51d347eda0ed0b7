"""The words of the invented city's evaluations that are under way, and what is said about them."""

from typing import Final

from accounts.rules import Role

# how some sections write what the city's list would have otherwise
ROUGH: Final = (
    ("取組を", "取り組みを"),
    ("行い、", "行ない、"),
    ("及び", "および"),
    ("ことができる", "ことが出来る"),
    ("申込み", "申し込み"),
    ("２回", "2回"),
)
SECTIONS: Final = (
    (
        ("background", "近年の状況", "{}に対する市民の関心は高く、市に寄せられる相談や意見も増えています。"),
        (
            "efforts",
            "主な取組",
            "{}について、出前講座を地区ごとに年３回、相談会を年２回行い、周知及び啓発に努めました。",
        ),
        (
            "outcome",
            "取組の成果",
            "講座の参加者からは、{}について身近に考えることができるようになったという声がありました。",
        ),
    ),
    (
        (
            "background",
            "施策を取り巻く環境",
            "担い手の高齢化及び人材の不足が進み、{}を続けるための体制づくりが課題となっています。",
        ),
        ("efforts", "担い手への支援", "{}を担う団体への助言を行い、若い世代が参加しやすい取組を進めました。"),
        (
            "outcome",
            "取組の成果",
            "新たに４団体が加わり、{}を地域全体で支えることができる体制が整いつつあります。",
        ),
    ),
    (
        (
            "background",
            "制度の動き",
            "国の制度改正及び社会経済情勢の変化を踏まえ、{}の進め方を見直す時期に来ています。",
        ),
        (
            "efforts",
            "手続の見直し",
            "{}に係る申込みの電子化を行い、窓口に来なくても利用できる取組を広げました。",
        ),
        (
            "outcome",
            "利用者の声",
            "手続に要する時間が短くなり、いつでも申込みができることに満足する声が寄せられています。",
        ),
    ),
)
MORE_REASONS: Final = (
    "{}に係る取組を関係団体と連携して行い、参加者が前年度を上回りました。",
    "最終年度の実績は集計中ですが、{}に係る主な取組は計画のとおり進んでいます。",
    "{}に関する相談及び情報提供の窓口を一つにまとめ、利用者の利便性が高まりました。",
)
PROPOSED: Final = "公用文の表記に合わせました。"
ACCEPTED: Final = "御提案のとおり修正します。"
QUESTIONS: Final = (
    (
        "{}の成果を、直近の実績だけでなく、計画策定時からの推移でも説明できませんか。",
        "計画策定時からの推移を成果の欄に書き加え、次回の資料で示します。",
    ),
    (
        "{}の取組が届きにくい市民に、どのように働きかけていますか。",
        "地区の団体を通じた声かけ及び夜間の相談会により、参加の機会を広げています。",
    ),
)
OPINION: Final = ("概", "評価はおおむね妥当である。{}の成果について、市民の声を補うとよい。", "", "")
# whose, about what (the kind of text and its place), the words; the 所管課 answers what is said before
COMMENTS: Final = (
    (Role.PLANNING, ("efforts", 2), "開催回数や参加団体数について、地区別の内訳も書けますか。"),
    (Role.STAFF, ("efforts", 2), "内訳を確認しています。今週中に追記します。"),
    (Role.PLANNING, ("whole", 0), "最終年度の実績が入力されたら、理由の記載も確認してください。"),
)


def roughened(text: str) -> str:
    """Return the text as some sections write it."""
    for better, worse in ROUGH:
        text = text.replace(better, worse)
    return text


def bettered(text: str) -> str:
    """Return the text as the 事務局 would have it."""
    for better, worse in ROUGH:
        text = text.replace(worse, better)
    return text
