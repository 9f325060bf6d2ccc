"""One self-contained file that measures a suite where Buttress is not installed.

`pack` writes it; `main` opens it on the other machine, which needs Python and the candidates' own libraries only;
`elsewhere` then measures.
"""
