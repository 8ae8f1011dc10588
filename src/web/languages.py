# languages.py: the page's sentences in every language of po/, as a module that the page loads and as filled-in pages
# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import html
import json
import re
import sys

SOURCE = "en"
NAMES = {
    "ar": "العربية", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano",
    "ja": "日本語", "nl": "Nederlands", "pl": "Polski", "pt-BR": "Português (Brasil)", "sv": "Svenska", "tr": "Türkçe",
    "uk": "Українська", "zh-CN": "简体中文",
}
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

LITERAL = r"'(?:[^'\\\n]|\\.)*'"
TEXT = rf"{LITERAL}(?:\s*\+\s*{LITERAL})*"
ENTRY = re.compile(rf"^  (\w+): (N_|ngettext)\(\s*({TEXT})(?:,\s*({TEXT}))?\s*\),$", re.MULTILINE)
TABLE = re.compile(r"^const ENGLISH = \{\n(.*?)^\};$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"\{\w+\}")
PLURAL = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([n0-9\s()<>=!&|?:%]+);")
TEXT_ELEMENT = re.compile(r'(<(\w+)[^>]*\bdata-text="(\w+)"[^>]*>)(?=</\2>)')


def joined(literals):
    return "".join(ast.literal_eval(literal) for literal in re.findall(LITERAL, literals))


def read_sentences(path):
    """Gives the English sentences by key, those with plural forms as pairs."""
    table = TABLE.search(path.read_text(encoding="utf-8")).group(1)
    entries = {key: (joined(one), joined(many)) if kind == "ngettext" else joined(one)
               for key, kind, one, many in ENTRY.findall(table)}
    if len(entries) != len(re.findall(r"^  \w+:", table, re.MULTILINE)):
        sys.exit(f"{path}: an entry that is neither N_() nor ngettext()")
    return entries


class Translation:
    """A .po file, of which fuzzy, obsolete and contextual entries do not count."""

    def __init__(self, path):
        self.path = path
        self.found = {}
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            self.add(block)
        header = PLURAL.search(self.found.get("", [""])[0])
        if not header:
            sys.exit(f"{path}: no plural forms that can be read")
        self.n_forms = int(header.group(1))
        self.plural = header.group(2).strip()

    def add(self, block):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            return
        fields = {}
        name = ""
        for line in lines:
            match = re.match(r'(?:(msg\w+(?:\[\d\])?)\s+)?(".*")\s*$', line)
            if match:
                name = match.group(1) or name
                fields[name] = fields.get(name, "") + ast.literal_eval(match.group(2))
        if "msgid" in fields and "msgctxt" not in fields:
            self.found[fields["msgid"]] = [text for key, text in fields.items() if key.startswith("msgstr")]

    def of(self, sentence):
        """Gives the forms of a sentence, or None if it is not translated."""
        is_plural = isinstance(sentence, tuple)
        forms = self.found.get(sentence[0] if is_plural else sentence, [])
        if len(forms) != (self.n_forms if is_plural else 1) or not all(forms):
            return None
        allowed = set(PLACE.findall("".join(sentence)))
        for form in forms:
            places = set(PLACE.findall(form))
            if places - allowed or allowed - places - {"{count}"} or (not is_plural and places != allowed):
                sys.exit(f"{self.path}: other places than {sorted(allowed)} in {form!r}")
        return forms if is_plural else forms[0]


def tag_of(name):
    return name.replace("_", "-")


def read_languages(folder, sentences):
    """Gives, by tag, what is translated, and the rule for plural forms."""
    languages = {SOURCE: ({}, "n != 1")}
    for name in (folder / "LINGUAS").read_text(encoding="utf-8").split():
        translation = Translation(folder / f"{name}.po")
        forms = {key: translation.of(sentence) for key, sentence in sentences.items()}
        languages[tag_of(name)] = ({key: form for key, form in forms.items() if form}, translation.plural)
    return languages


def module_of(texts, plural):
    table = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return f"export const pluralOf = (n) => Number({plural});\nexport const sentences = {table};\n"


def fill_page(page, tag, texts, sentences, others):
    """Puts the sentences into a page, so that it can be read before its script runs."""
    def fill(match):
        text = texts.get(match.group(3), sentences[match.group(3)])
        return match.group(1) + html.escape(text, quote=False)

    options = "\n".join(f'<option value="{other}" lang="{other}"{" selected" * (other == tag)}>'
                        f"{NAMES.get(other, other)}</option>" for other in sorted(others, key=NAMES.get))
    preload = "" if tag == SOURCE else f'<link rel="modulepreload" href="/web/@VERSION@/lang-{tag}.js">\n'
    page = page.replace("@LANG@", tag).replace("@DIR@", "rtl" if tag in RIGHT_TO_LEFT else "ltr")
    page = page.replace("@PRELOAD@\n", preload).replace("@LANGUAGES@", options)
    return TEXT_ELEMENT.sub(fill, page)
