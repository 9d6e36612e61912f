// Returns the words of the page, of folded parts too. In narrow columns of a table they are broken.
(() => {
  const words = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: parent } = texts.currentNode;
    if (!parent.closest("#nodes, h3")) words.push(...data.split(/\s+/).filter(Boolean));
  }
  return words;
})();
