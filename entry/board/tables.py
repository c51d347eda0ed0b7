"""The departments of a round and how far they are, as columns."""

import django_tables2 as tables

FIGURE = {"cell": {"class": "num"}}


class BoardTable(tables.Table):
    """The departments of a board; every row is a Share."""

    name = tables.Column("所属", order_by="place")
    extension = tables.Column("内線", orderable=False)
    progress = tables.Column("進み具合", accessor="entered_share")
    owed = tables.Column("対象", attrs=FIGURE)
    entered = tables.Column("入力済", attrs=FIGURE)
    confirmed = tables.Column("課長確認済", attrs=FIGURE)
    waiting = tables.Column("確認待ち", attrs=FIGURE)
    returned = tables.Column("差戻し", attrs=FIGURE)
    overdue = tables.Column("期限超過", attrs=FIGURE)
    late_days = tables.Column("超過日数", attrs=FIGURE)

    caption = "所属別の入力状況"
    caption_hidden = True
    row_template = "entry/board/_board_row.html"

    class Meta:
        empty_text = "条件に合う所属はありません。"
