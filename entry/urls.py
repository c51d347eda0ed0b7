"""What is owed, one figure, the board, the workbook."""

from django.urls import URLPattern, path

from desk import views
from entry.board import views as board
from entry.figure import views as figure
from entry.grid import views as grid
from entry.interim import views as interim
from entry.list.views import (
    confirming,
    listing,
    sending_back,
    sheet_confirming,
)
from entry.record.views import ledgers, projects, removing
from entry.reminders import views as asking_again
from entry.round import views as rounds
from entry.sheet import views as sheet
from entry.workbook.views import accepting, downloading, workbook

app_name = "entry"
urlpatterns: list[URLPattern] = [
    path("", listing.todo, name="todo"),
    # one figure
    path("<int:pk>/<int:year>/", figure.figure, name="figure"),
    path("<int:pk>/<int:year>/understood/", figure.understood, name="understood"),
    path("<int:pk>/interim/", interim.interim, name="interim"),
    # the list, confirming, the board
    path("confirm/", confirming.confirm, name="confirm"),
    path("<int:pk>/<int:year>/send-back/", sending_back.send_back, name="send_back"),
    path("board/", board.board, name="board"),
    path("board/missing.xlsx", board.missing, {"suffix": "xlsx"}, name="missing"),
    path("board/missing.csv", board.missing, {"suffix": "csv"}, name="missing_csv"),
    path("board/<int:pk>/", board.board_department, name="board_department"),
    path("board/<int:pk>/remind/", asking_again.remind, name="remind"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("rounds/<int:pk>/reopen/", rounds.round_reopen, name="round_reopen"),
    # the workbook
    path("workbook.xlsx", downloading.workbook, name="workbook"),
    path("upload/", workbook.upload, name="upload"),
    path("upload/taken-in/", accepting.taken_in, name="taken_in"),
    # what is typed and not sent yet
    path("draft/", views.draft, name="draft"),
    # the sheets of the 事務事業
    path("sheets/confirm/", sheet_confirming.sheets_confirm, name="sheets_confirm"),
    path("sheets/<int:pk>/<int:year>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/<int:year>/read/", sheet.sheet_read, name="sheet_read"),
    path("sheets/<int:pk>/<int:year>/send-back/", sheet_confirming.sheet_send_back, name="sheet_send_back"),
    # the grid
    path("grid/", grid.grid, name="grid"),
    # leading projects
    path("projects/", ledgers.ledgers, name="ledgers"),
    path("projects/<int:pk>/<int:year>/", ledgers.ledger, name="ledger"),
    path("projects/<int:pk>/<int:year>/new/", projects.project_new, name="project_new"),
    path("projects/record/<int:pk>/", projects.project, name="project"),
    path("projects/record/<int:pk>/remove/", removing.project_remove, name="project_remove"),
]
