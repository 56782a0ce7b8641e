"""What a run has to read for one port: all of its inputs, or of those that are read for what is new, just that."""

from dataclasses import dataclass, field, replace

from governance.errors import Conflict
from governance.names import PortName
from governance.sql import GovernedTable, Relation
from sidecar.backends.tables import Catalog, WriteMode, added_since, load
from sidecar.run.inputs import Inputs, PortInput, SourceInput
from sidecar.run.intent import Intent
from sidecar.run.order import RunOrder
from sidecar.run.standing import Standing, law_of
from sidecar.sources import SourceFile, sort_out

__all__ = ["News", "needs_full_refresh", "what_is_new"]


@dataclass(frozen=True, kw_only=True)
class News:
    """The relations that a transform may name, by input. `is_empty`: every input that is read for what is new has nothing.

    `fresh` are the files to be read of the sources that are not read whole, `remembered` those to be recorded of each
    source, `notes` what people should know.
    """

    relations: dict[str, Relation | GovernedTable] = field(default_factory=dict)
    fresh: dict[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    remembered: dict[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_empty: bool = False


def needs_full_refresh(order: RunOrder, name: PortName, why: str) -> Conflict:
    """Return the refusal of a run that could add nothing right to what is there."""
    return Conflict(
        f"`{name}` cannot be added to: {why}",
        hint=f"`trellis run {order.product} --full-refresh` makes all of it anew from what is there now",
        slug="needs-full-refresh",
    )


def what_is_new(
    order: RunOrder, inputs: Inputs, name: PortName, intent: Intent, standing: Standing, *, catalog: Catalog
) -> News:
    """Return what to read for a port.

    For `append`, raises `Conflict` where what is new cannot be told from what was read: an input whose rows were replaced,
    a file that was changed. `upsert` reads such an input whole, which is right for every key that it has; keys that
    it has no more stay, and that is noted. Raises `Conflict` where rows stay, those beside a range too, when the law shows
    something else of an input now.
    """
    search = _Search(order=order, name=name, intent=intent, standing=standing, catalog=catalog)
    narrow = {port.name for port in order.descriptor.inputs if port.read == "new"}
    if intent.adds or intent.span is not None:
        search.check_law(inputs)
    counts = []
    for one in inputs.ports:
        if intent.adds and one.ordered.name in narrow and not one.ordered.is_reference:
            counts.append(search.of_port(one))
        elif not one.ordered.is_reference:
            search.news.relations[one.ordered.name] = one.governed
    for source in inputs.sources:
        if intent.adds and source.name in narrow:
            counts.append(search.of_source(source))
        else:
            search.whole_source(source, remember=source.name in narrow)
    if counts and not any(counts):
        return replace(search.news, is_empty=True)
    for source in inputs.sources:
        if source.name not in search.news.relations:
            search.news.relations[source.name] = source.relation  # raises: it has no file, and its columns are wanted
    return search.news


@dataclass(frozen=True, kw_only=True)
class _Search:
    order: RunOrder
    name: PortName
    intent: Intent
    standing: Standing
    catalog: Catalog
    news: News = field(default_factory=News)

    def check_law(self, inputs: Inputs) -> None:
        """Rows that were read under a wider law would stay for those who may not read them now."""
        now = law_of((one.ordered.port, one.ordered.decision) for one in inputs.ports if not one.ordered.is_reference)
        for port, digest in now.items():
            if self.standing.law.get(port, digest) != digest:
                raise self._refusal(f"the law shows other rows or values of `{port}` than it did")
        self._check_hashes(inputs)

    def _check_hashes(self, inputs: Inputs) -> None:
        now = self.order.purpose
        before = self.standing.summary.get("trellis.purpose", now)
        for one in inputs.ports if before != now else ():
            if not one.ordered.is_reference and any(mask.kind == "hash" for mask in one.ordered.decision.masks):
                raise self._refusal(
                    f"hashes of `{one.ordered.port}` were made for `{before}`, and are others for `{now}`"
                )

    def of_port(self, one: PortInput) -> int:
        port = str(one.ordered.port)
        why = f"it is not known what of `{port}` was read before"
        if port in self.standing.inputs:
            added = added_since(
                load(self.catalog, one.ordered.port), self.standing.inputs[port], one.pinned.snapshot_id
            )
            if not added.broken:
                pinned = one.pinned.only(added.files)
                self.news.relations[one.ordered.name] = pinned.governed(one.ordered.decision)
                return pinned.rows
            why = f"what is new in `{port}` cannot be told, since {added.broken}"
        self._whole(one.ordered.name, why)
        self.news.relations[one.ordered.name] = one.governed
        return 1

    def of_source(self, source: SourceInput) -> int:
        known = self.order.read_files.get((str(self.name), source.name))
        if known is None:
            self._whole(source.name, f"it is not known which files of `{source.name}` were read before")
            self.whole_source(source, remember=True)
            return 1
        found = sort_out(source.files, known)
        if found.changed and self.intent.mode is WriteMode.APPEND:
            raise self._refusal(f"the file `{found.changed[0].path}` was changed after it was read")
        if found.changed:
            told = f"{len(found.changed):,} files of `{source.name}` were changed and are read again"
            self.news.notes.append(f"{told}; keys that they have no more stay")
        fresh = (*found.new, *found.changed)
        self.news.fresh[source.name] = fresh
        self.news.remembered[source.name] = (*fresh, *found.touched)
        if fresh:
            self.news.relations[source.name] = source.opens(fresh)
        elif source.files:
            whole = source.relation
            self.news.relations[source.name] = replace(whole, sql=f"(SELECT * FROM {whole.sql} WHERE false)")
        return len(fresh)

    def whole_source(self, source: SourceInput, *, remember: bool) -> None:
        if remember and self.order.load_of(self.name).keeps:
            self.news.remembered[source.name] = source.files
        self.news.relations[source.name] = source.relation

    def _whole(self, name: str, why: str) -> None:
        if self.intent.mode is WriteMode.APPEND:
            raise self._refusal(why)
        self.news.notes.append(
            f"`{name}` is read whole: {why}; keys that it has no more stay, and `--full-refresh` drops them"
        )

    def _refusal(self, why: str) -> Conflict:
        return needs_full_refresh(self.order, self.name, why)
