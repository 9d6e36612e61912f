// Returns the words of the page, of folded parts too.
document.body.textContent.split(/\s+/).filter(Boolean);
