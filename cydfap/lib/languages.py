"""The two languages of everything here. Neither is the first."""

LANGUAGES = ("en", "cy")
# What each calls itself.
NAMES = {"en": "English", "cy": "Cymraeg"}


def other_language(lang: str) -> str:
    return "en" if lang == "cy" else "cy"
