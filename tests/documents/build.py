"""A small document for the tests of the writers."""

from datetime import date

from drillhub.documents.blocks import (
    Bullets,
    Column,
    Document,
    Fields,
    Heading,
    Nothing,
    Paragraph,
    Section,
    Table,
)


def document(*, text: str = "当期は予定した訓練10回のうち9回を実施した。", rows: int = 2) -> Document:
    table = Table(
        "実施した訓練",
        (
            Column("実施日", "date", 1.4),
            Column("名前", "text", 3),
            Column("人数", "number"),
            Column("参加率", "percent"),
        ),
        tuple((date(2026, 5, 14), f"=避難訓練{number}", 84 + number, 0.9333) for number in range(rows)),
    )
    return Document(
        title="年次実施状況報告書",
        subtitle="2025年度（令和7年度）",
        organisation="株式会社青葉精工",
        language="ja",
        dated=date(2026, 4, 10),
        edition="第1版",
        cover=(("会社名", "株式会社青葉精工"), ("期間", "2025年4月1日から2026年3月31日まで")),
        stamps=(("作成", "佐藤 美咲"), ("確認", ""), ("承認", "青葉 隆志")),
        sections=(
            Section("D", "訓練の実施", (Paragraph(text), table, Heading("良かった点"), Bullets(("誘導が速い",)))),
            Section("E", "教育の実施", (Nothing("記録なし"), Fields((("担当", "田中 健一"),)))),
        ),
        notes=("この文書は社内の記録です。",),
    )
