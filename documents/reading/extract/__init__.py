"""From pages to values: one module per kind of document, each with `extract(pages) -> Extraction`."""
