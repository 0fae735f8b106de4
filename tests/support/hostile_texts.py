"""Texts that hurt whoever takes them for markup, for a script, for a formula or for the end of a line."""

MARKUP = (
    "<script>hit=1</script>",
    "<img src=x onerror=hit=1>",
    '"><svg onload=hit=1>',
    "'-hit=1-'",
    "<svg><script>hit=1</script></svg>",
    "<iframe srcdoc='<script>top.hit=1</script>'>",
    "<a href=javascript:hit=1>here</a>",
    "javascript:hit=1",
    "</textarea><script>hit=1</script>",
    "</script><script>alert(1)</script>",
    "<style>@import'//evil.example/x'</style>",
    "<img src=//evil.example/x.png>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=hit=1>",
    "{{constructor.constructor('hit=1')()}}",
    "${hit=1}",
    "&lt;script&gt;hit=1&lt;/script&gt;",
    "<!--<img src='--><img src=x onerror=hit=1>",
)
FORMULAS = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("//evil.example","x")',
    "＝1+1",
    "'=1+1",
    "=1,=2",
    '"=1+1"',
)
BIDI = (
    "\u202e선생님\u202c",
    "\u2066evil\u2069",
    "a\u200bb\u200dc\ufeff",
    "\u202etxt.exe",
    "pass\u0000word",
    "line\r\nSet-Cookie: x=1",
    "z" + "\u0301" * 60,
    "\U000e0041\U000e0042 tag",
)
INVISIBLE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff\u0000\r")
"""What may not reach anybody's screen or spreadsheet."""
EVERYTHING = (*MARKUP, *FORMULAS, *BIDI)
NAME_CHARACTERS = 40
NAMES = tuple(text for text in EVERYTHING if len(text) <= NAME_CHARACTERS)
