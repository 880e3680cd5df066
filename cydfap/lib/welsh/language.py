"""Whether a text is in Welsh or in English, told by the small words that no text does without."""

from typing import Literal

from .spelling import written_words

# Words that the other language has too are left out: a, am, at, dim, dan, i, is, to …
WELSH = """
    y yr yn yng ym ac ar o gan gyda i'r o'r a'r â'r sy'n mae'r mae oedd sydd yw nid nad na fod
    bod wedi gael cael wrth drwy trwy hyn hynny ei eu ein eich ni nhw fe fydd bydd byddai gallu
    ddim ond oes eisiau pob holl mewn heb rhwng fel pan ble beth pwy sut rydym rydyn maen mae'n
    dros cyn felly neu er hefyd eraill iawn fwy mwy rhai unrhyw gwneud wneud byddwn dylai gall
    ceir arall rwyf rwy'n yma yno eto ohono ynghyd ymlaen gennym gennyf ganddo iddynt iddo atoch
    chi chwi i'w o'u o'ch rhaid angen nac
"""
ENGLISH = """
    the of and in that for was with on as by are this from be have it not which has were their
    they will would can you your we our us he his she her him its been being an but or if when
    what who how there than then these those into also all any some such more most other between
    about through should could may must shall does did do done had only both each while where
    very because over under after before during without within
"""
SMALL_WORDS = {"cy": frozenset(WELSH.split()), "en": frozenset(ENGLISH.split())}
FEWEST = 2
# Of all words. Fewer are names and figures, or a third language.
LEAST_SHARE = 0.08


def guess(text: str) -> Literal["cy", "en"] | None:
    """The language of most of it; None for what is too short, in neither, or as much the one as
    the other.
    """
    words = [word.lower().replace("’", "'") for word in written_words(text)]
    welsh = sum(word in SMALL_WORDS["cy"] for word in words)
    english = sum(word in SMALL_WORDS["en"] for word in words)
    most = max(welsh, english)
    if welsh == english or most < FEWEST or most < LEAST_SHARE * len(words):
        return None
    return "cy" if welsh > english else "en"
