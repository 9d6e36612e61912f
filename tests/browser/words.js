// Returns the words of the page, of folded parts too.
(() => {
  const words = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) words.push(...texts.currentNode.data.split(/\s+/).filter(Boolean));
  return words;
})();
