"""Reads the lessons: lesson.md and what else is in its folder become a `Lesson`.

Everything an author can get wrong is collected, each with its file and line, and raised at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from markdown_it.token import Token

from web.blocks import KEBAB_CASE, BlockReader, Directive, Maker
from web.complaints import Complaint, LessonError, Located, did_you_mean
from web.glossary import Glossary
from web.lesson import Block, Html, Lesson
from web.markdown import DIRECTIVE, Markdown, formula_complaints, render
from web.maths import Formula, Typeset
from web.modules import LessonPython
from web.options import Options, load

#: anchors that the page itself uses
RESERVED = ("content", "site")


#: renders all formulas at once
Typesetter = Callable[[Iterable[Formula]], Typeset]


def lesson_folders(root: Path) -> list[Path]:
    """The folders under lessons/ that hold a lesson.md."""
    return sorted(file.parent for file in (root / "lessons").glob("*/lesson.md"))


def read_lessons(
    folders: Iterable[Path], address: Callable[[Path], str], typesetter: Typesetter
) -> list[Lesson]:
    """Read lessons, in the order in which they are taught.

    address: gives, for a file of a lesson's folder, its address as seen from the lesson's page
    Must run within `fresh_modules`. Raises LessonError with everything that is wrong.
    """
    drafts = [_Draft(folder, address) for folder in folders]
    typeset = typesetter(formula for draft in drafts for formula in draft.formulas())
    anchors = {draft.slug: draft.anchors for draft in drafts}
    for draft in drafts:
        draft.check_formulas(typeset)
        draft.check_links(anchors)
    complaints = [complaint for draft in drafts for complaint in draft.complaints]
    if complaints:
        raise LessonError(complaints)
    lessons = [draft.lesson(typeset) for draft in drafts]
    return sorted(lessons, key=lambda lesson: (lesson.order, lesson.slug))


class _Draft:
    """A lesson that has been parsed and checked, but whose formulas are not typeset yet."""

    def __init__(self, folder: Path, address: Callable[[Path], str]) -> None:
        self.complaints: list[Complaint] = []
        self.slug = folder.name
        self._folder = folder.resolve()
        self._file = self._folder / "lesson.md"
        self._markdown = Markdown(self._folder, address, self._complain)
        self._glossary = Glossary(self._folder, self._markdown, self._complain)
        python = LessonPython(self._folder, self._complain)
        self._blocks = BlockReader(self._file, python, self._markdown, self._complain)
        self._parts: list[list[Token] | Maker] = []
        self._lines: dict[str, int] = {}
        if not KEBAB_CASE.fullmatch(folder.name):
            self._at(1, f"the folder's name {folder.name} should be kebab-case: a-few-words")
        source = Located(self._file.read_text("utf-8"), self._file, 1)
        self._text = self._markdown.document(source)
        self._front_matter()
        self._headings = {anchor: line for _, anchor, line, _ in self._text.headings}
        self._split()
        self._blocks.finish()
        self._link_terms()

    # What read_lessons asks of a draft

    @property
    def anchors(self) -> set[str]:
        return {*self._lines, *self._headings}

    def formulas(self) -> list[Formula]:
        return [formula for text in self._markdown.texts for formula, _ in text.formulas]

    def check_formulas(self, typeset: Typeset) -> None:
        for text in self._markdown.texts:
            for complaint in formula_complaints(text, typeset):
                self._complain(*complaint)

    def check_links(self, anchors: Mapping[str, set[str]]) -> None:
        """anchors: of each lesson that is read, by its slug"""
        for text in self._markdown.texts:
            for located, target in text.anchors:
                if target not in self.anchors:
                    hint = did_you_mean(target, self.anchors)
                    sentence = f"nothing in this lesson is called #{target}{hint}"
                    self._complain(located.file, located.line, sentence)
            for located, target in text.pages:
                slug, _, anchor = target.partition("#")
                if anchor and slug in anchors and anchor not in anchors[slug]:
                    hint = did_you_mean(anchor, anchors[slug])
                    sentence = f"nothing in the lesson {slug} is called #{anchor}{hint}"
                    self._complain(located.file, located.line, sentence)

    def lesson(self, typeset: Typeset) -> Lesson:
        body: list[Html | Block] = [
            part(typeset) if callable(part) else Html(render(self._text, part, typeset))
            for part in self._parts
        ]
        files = [file for text in self._markdown.texts for file in text.files]
        return Lesson(
            slug=self.slug,
            folder=self._folder,
            title=self._title,
            description=self._description,
            minutes=self._minutes,
            order=self._order,
            body=tuple(part for part in body if not isinstance(part, Html) or part.html.strip()),
            headings=tuple(
                (level, anchor, render(self._text, [inline], typeset))
                for level, anchor, _, inline in self._text.headings
            ),
            glossary=self._glossary.terms(typeset),
            files=tuple(dict.fromkeys(files)),
        )

    def _complain(self, file: Path, line: int, sentence: str) -> None:
        self.complaints.append(Complaint(file, line, sentence))

    def _at(self, line: int, sentence: str) -> None:
        """Complain about a line of lesson.md."""
        self._complain(self._file, line, sentence)

    # The parts of lesson.md

    def _front_matter(self) -> None:
        self._title = self._description = ""
        self._minutes = 0
        self._order = 0.0
        tokens = self._text.tokens
        if not tokens or tokens[0].type != "front_matter":
            self._at(1, "a lesson begins with its front matter between two lines of ---")
            return
        table = load(tokens[0].content, 2, self._at)
        if table is None:
            return
        known = ("title", "description", "minutes", "order")
        options = Options(table, known, 1, "the front matter", self._at)
        title = options.text("title", required=True)
        description = options.text("description", required=True)
        minutes = options.number("minutes", required=True)
        order = options.number("order", required=True)
        if minutes is not None and (minutes < 1 or minutes != int(minutes)):
            self._at(table["minutes"].line, "minutes should be a whole number, 1 or more")
        self._title = title.value if title else ""
        self._description = description.value if description else ""
        self._minutes = int(minutes or 0)
        self._order = order or 0.0

    def _link_terms(self) -> None:
        self._glossary.link(self._markdown.texts)
        if not self.complaints:  # what is wrong may have kept a text from being read
            self._glossary.check_use()
        for identifier, line in self._glossary.ids.items():
            if identifier in self.anchors:
                sentence = f"the id {identifier}, which this term has in the page, is taken"
                self._complain(self._folder / "glossary.md", line, sentence)

    def _split(self) -> None:
        """Part the text at its directives."""
        prose: list[Token] = []
        for token in self._text.tokens:
            directive = DIRECTIVE.match(token.info) if token.type == "fence" else None
            if not directive or token.level or not token.map:
                prose.append(token)
                continue
            self._parts.append(prose)
            prose = []
            line = token.map[0] + 1
            block = self._block(directive[1], directive[2].strip(), token, line)
            if block:
                self._parts.append(block)
        self._parts.append(prose)

    def _block(self, kind: str, identifier: str, token: Token, line: int) -> Maker | None:
        kinds = self._blocks.KINDS
        if kind not in kinds:
            self._at(line, f"there is no block called {kind}{did_you_mean(kind, kinds)}")
            return None
        identifier = identifier or self._blocks.DEFAULT_IDS.get(kind, "")
        self._identify(identifier, kind, line)
        parts = self._divide(token.content, line)
        if parts is None:
            return None
        options, code, code_line = parts
        table = load(options, line + 2, self._at)
        if table is None:
            return None
        return self._blocks.read(Directive(kind, identifier, line, table, code, code_line))

    def _identify(self, identifier: str, kind: str, line: int) -> None:
        if not identifier:
            self._at(line, f"this {kind} has no id: write one behind {{{kind}}}")
            return
        if not KEBAB_CASE.fullmatch(identifier):
            self._at(line, f"the id {identifier} should be kebab-case: a-few-words")
        if identifier in RESERVED:
            self._at(line, f"the page itself uses the id {identifier}")
        if identifier in self._lines:
            self._at(line, f"the id {identifier} is taken by line {self._lines[identifier]}")
        if identifier in self._headings:
            taken = self._headings[identifier]
            self._at(line, f"the id {identifier} is the anchor of the heading in line {taken}")
        self._lines.setdefault(identifier, line)

    def _divide(self, content: str, line: int) -> tuple[str, str, int] | None:
        """The options of a block, the rest of it, and the line at which that rest begins."""
        lines = content.split("\n")
        if lines[0].rstrip() != "---":
            return "", content, line + 1
        for index in range(1, len(lines)):
            if lines[index].rstrip() == "---":
                rest = lines[index + 1 :]
                blank = next((i for i, one in enumerate(rest) if one.strip()), len(rest))
                options = "\n".join(lines[1:index])
                return options, "\n".join(rest[blank:]), line + index + 2 + blank
        self._at(line + 1, "these options are not closed: a second line of --- is missing")
        return None
