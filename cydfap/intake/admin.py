"""The desk's pages for imports: list, upload, plan, progress, result, undo."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from cydfap.cms import menu
from cydfap.directory.models import Entry

from . import actions, policies, store
from .enums import Outcome, State
from .forms import ColumnsForm, UploadForm, label_of
from .headings import listed, read_headings
from .known import names_of
from .matching import ANOTHER
from .models import Import
from .planning import saved_mapping
from .problems import REASONS, Refused, sentence

PAGE = 50
LONGEST_END = 8


class ImportPolicy(ModelPermissionPolicy):
    """Importing adds and changes entries by the thousand, and undoing deletes them too."""

    NEEDED: ClassVar = {"import": ("add", "change"), "undo": ("add", "change", "delete")}

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        needed = self.NEEDED.get(action, (action,))
        return all(super(ImportPolicy, self).user_has_permission(user, each) for each in needed)


def whole_number(text: str, otherwise: int) -> int:
    """A number from an address or a form; `otherwise` where it is none, or no sane one."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


class ForEditors(PermissionCheckedMixin):
    """Who may add and change entries may import."""

    permission_policy = ImportPolicy(Entry)
    permission_required = "import"
    request: HttpRequest

    @property
    def user(self) -> User:
        return cast(User, self.request.user)


class OfImport(ForEditors, View):
    """A view of one import."""

    @cached_property
    def imported(self) -> Import:
        return get_object_or_404(Import, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect(reverse("imports:plan", args=[self.kwargs["pk"]]))


class IndexView(generic.IndexView):
    model = Import
    permission_policy = ForEditors.permission_policy
    any_permission_required = ["import"]
    permission_required = "import"
    index_url_name = "imports:index"
    add_url_name = "imports:upload"
    edit_url_name = "imports:plan"
    header_icon = "upload"
    list_display = [
        "__str__",
        Column("get_state_display", label=gettext_lazy("State")),
        "created_at",
        "created_by",
    ]
    default_ordering = "-pk"
    search_fields = None
    is_searchable = False
    page_title = gettext_lazy("Imports")
    add_item_label = gettext_lazy("Bring in a file")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Imports")}]


class Furnished(WagtailAdminTemplateMixin):
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        imports = {"url": reverse("imports:index"), "label": _("Imports")}
        return [*self.breadcrumbs_items, imports, {"url": "", "label": self.get_page_title()}]


class UploadView(ForEditors, Furnished, FormView[UploadForm]):
    form_class = UploadForm
    template_name = "intake/upload.html"
    page_title = gettext_lazy("Bring in a file")

    def form_valid(self, form: UploadForm) -> HttpResponse:
        imported = form.save(commit=False)
        upload = form.cleaned_data["file"]
        imported.name = Path(upload.name).name[:255]
        try:
            # Only what tells the kind: a longer end may be more than a disk takes for a name.
            end = Path(imported.name).suffix[:LONGEST_END]
            with tempfile.NamedTemporaryFile(suffix=end) as file:
                for chunk in upload.chunks():
                    file.write(chunk)
                file.flush()
                actions.receive(path=Path(file.name), imported=imported, by=self.user)
        except Refused as refused:
            is_about_layers = refused.code in ("may-not-make-layers", "reserved-layer")
            form.add_error("layer" if is_about_layers else "file", str(refused))
            return self.form_invalid(form)
        return redirect(reverse("imports:plan", args=[imported.pk]))


class PlanView(OfImport, Furnished, TemplateView):
    template_name = "intake/plan.html"

    def get_page_title(self) -> str:
        return self.imported.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imported = self.imported
        show = self.request.GET.get("show", "")
        if show not in (*Outcome.values, "problem", "absent"):
            show = ""
        page = max(1, whole_number(self.request.GET.get("page", ""), 1))
        total, rows = self.some(show, (page - 1) * PAGE)
        trouble = imported.trouble
        is_waiting = policies.is_waiting(imported.state)
        can_choose = policies.can_plan_again(imported)
        return {
            **super().get_context_data(**kwargs),
            "imported": imported,
            "tallies": self.tallies(show),
            "show": show,
            "rows": rows,
            "page": page,
            "pages": max(1, -(-total // PAGE)),
            "new_layers": store.new_layers(imported) if policies.can_queue(imported) else [],
            "kept": entries_kept(imported),
            "file_problems": store.file_problems(imported),
            "columns": self.columns_form() if can_choose else None,
            "asks_columns": policies.asks_columns(imported),
            # Wherever a possible duplicate is shown, so that no choice is made in vain.
            "can_decide": imported.state == State.PLANNED
            and any(row.get("is_duplicate") or row.get("decision") for row in rows),
            "can_queue": policies.can_queue(imported),
            "can_undo": policies.can_undo(imported) and self.user_has_permission("undo"),
            "can_discard": policies.can_discard(imported),
            "another": ANOTHER,
            "is_waiting": is_waiting,
            "progress": store.progress(imported) if is_waiting else {},
            "trouble": sentence(trouble["code"], trouble.get("details", {})) if trouble else "",
        }

    def some(self, show: str, start: int) -> tuple[int, list[dict[str, Any]]]:
        """How many there are to show, and those of one page."""
        if show == "absent":
            return store.absent(self.imported, start, PAGE)
        total, rows = store.rows(self.imported, show, start, PAGE)
        for row in rows:
            self.explain(row)
        return total, rows

    def tallies(self, show: str) -> list[dict[str, Any]]:
        """The counts, each a link that shows its rows alone."""
        counts = self.imported.counts
        each = [(_("Rows"), "", counts.get("rows", 0))]
        each += [(str(o.label), o.value, counts.get(o.value, 0)) for o in Outcome]
        each.append((_("Something to see"), "problem", counts.get("problems", 0)))
        if self.imported.complete:
            each.append((_("Not in this file"), "absent", counts.get("absent", 0)))
        return [
            {"label": label, "show": key, "number": f"{number:,}", "is_current": key == show}
            for label, key, number in each
        ]

    def explain(self, row: dict[str, Any]) -> None:
        """Words for what the template shows of a row."""
        about = row["about"]
        row["label"] = row["outcome"].label
        row["is_duplicate"] = row["outcome"] == Outcome.DUPLICATE
        row["changes"] = [
            {"label": label_of(name), "old": told(old), "new": told(new)}
            for name, (old, new) in about.get("changes", {}).items()
        ]
        row["decision"] = self.imported.decisions.get(str(row["row"]), "")
        if like := about.get("like"):
            of, name, why = like
            row["like"] = {"of": of, "name": name, "why": str(REASONS.get(why, why))}

    def columns_form(self) -> ColumnsForm | None:
        if not (headings := store.headings(self.imported)):
            return None
        said = self.imported.mapping or saved_mapping(headings)
        return ColumnsForm(headings, read_headings(headings, said))


def entries_kept(imported: Import) -> list[dict[str, str]]:
    """The `id` and `name` of what an undo left alone; an entry that is gone by now has no name."""
    ids = [public_id for public_id, _why in imported.kept]
    names = names_of(ids)
    return [{"id": public_id, "name": names.get(public_id, "")} for public_id in ids]


def told(value: Any) -> str:
    """A value of a change in a cell: lists parted by commas."""
    if isinstance(value, list):
        return ", ".join(
            told(each) if not isinstance(each, list) else ":".join(each) for each in value
        )
    return "" if value is None else str(value)


class Step(OfImport):
    """A button: do something to the import, then back to its page, with a sentence on how it
    went.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            self.step(self.imported)
        except (policies.NotAllowed, Refused) as problem:
            messages.error(request, str(problem))
        return self.back()

    def step(self, imported: Import) -> None:
        raise NotImplementedError


class ApplyView(Step):
    def step(self, imported: Import) -> None:
        actions.queue(imported=imported, by=self.user)


class UndoView(Step):
    permission_required = "undo"

    def step(self, imported: Import) -> None:
        if actions.undo(imported=imported, by=self.user).state == State.UNDONE:
            messages.success(self.request, _("The import was taken back."))


class PlanAgainView(Step):
    def step(self, imported: Import) -> None:
        actions.plan_again(imported=imported, by=self.user)


class DiscardView(Step):
    def step(self, imported: Import) -> None:
        actions.discard(imported=imported, by=self.user)
        messages.success(self.request, _("The file was thrown away. Nothing was imported."))

    def back(self) -> HttpResponse:
        there = Import.objects.filter(pk=self.kwargs["pk"]).exists()
        return super().back() if there else redirect("imports:index")


class ColumnsView(Step):
    def step(self, imported: Import) -> None:
        policies.check_plan_again(imported)
        headings = store.headings(imported)
        form = ColumnsForm(headings, read_headings(headings), self.request.POST)
        if not form.is_valid():
            raise Refused("no-name-heading", found=listed(headings))
        actions.remap(imported=imported, columns=form.mapping(), by=self.user)


class DecideView(Step):
    """`decide-ROW` is "" (not yet), `another`, or what it is the same as."""

    def step(self, imported: Import) -> None:
        said = {
            row: str(value)
            for name, value in self.request.POST.items()
            if name.startswith("decide-") and (row := whole_number(name.removeprefix("decide-"), 0))
        }
        actions.decide(imported=imported, decisions=said, by=self.user)

    def back(self) -> HttpResponse:
        return redirect(f"{reverse('imports:plan', args=[self.kwargs['pk']])}?show=duplicate")


class ProgressView(OfImport):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = not policies.is_waiting(self.imported.state)
        told = {**store.progress(self.imported), "state": self.imported.state, "done": done}
        return JsonResponse(told)


class ImportViewSet(ViewSet):
    name = "imports"
    icon = "upload"
    menu_label = gettext_lazy("Imports")
    menu_order = menu.place("imports")
    add_to_admin_menu = True
    menu_item_class = menu.shown_to(ForEditors.permission_policy, "import")

    def get_urlpatterns(self) -> list[Any]:
        steps: dict[str, Callable[..., Any]] = {
            "apply": ApplyView.as_view(),
            "undo": UndoView.as_view(),
            "again": PlanAgainView.as_view(),
            "discard": DiscardView.as_view(),
            "columns": ColumnsView.as_view(),
            "decide": DecideView.as_view(),
            "progress": ProgressView.as_view(),
        }
        return [
            path("", IndexView.as_view(), name="index"),
            path("new/", UploadView.as_view(), name="upload"),
            path("<int:pk>/", PlanView.as_view(), name="plan"),
            *(path(f"<int:pk>/{name}/", view, name=name) for name, view in steps.items()),
        ]
