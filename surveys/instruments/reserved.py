"""Words that can't be ids: SPSS and Stata would refuse the column, or Lacrima uses the name itself."""

SPSS = ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"]
STATA = [
    "_all",
    "_b",
    "byte",
    "_coef",
    "_cons",
    "double",
    "float",
    "if",
    "in",
    "int",
    "long",
    "_n",
    "_N",
    "_pi",
    "_pred",
    "_rc",
    "_skip",
    "strL",
    "using",
    "with",
    "str1",
    "str2",
    "str8",
    "str16",
    "str32",
    "str244",
]
OWN = [
    "consent",
    "condition",
    "factor",
    "film",
    "allocate",
    "step",
    "nonce",
    "asked",
    "panel",
    "visit",
    "disagree",
    "lang",
]

RESERVED = frozenset(word.lower() for word in (*SPSS, *STATA, *OWN))
