"""What candidates are asked to do, and what is recorded of each answer: figures of one example, never of many.

The modules say what truths and answers look like: `classification` and `regression` (recorded as they are), `ranking`,
`detection`, `transcription` and `texts` (recorded as figures). `recording` brings them together.
"""
