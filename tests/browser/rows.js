// Defines `rows()`, which returns the texts of the table's cells as they are seen, from top to bottom.
window.rows = () =>
  [...document.querySelectorAll("#nodes tbody tr")]
    .map((row) => ({ row, box: row.getBoundingClientRect() }))
    .filter(({ box }) => box.height > 0)
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ row }) => [...row.cells].map((cell) => cell.textContent.trim()));
undefined;
