// Returns the number of elements that Tab reaches, of radio buttons one of each group. Defines
// `stop()`, which returns the number of the focused one, and whether it is marked.
(() => {
  const controls = "a[href], summary, input, [tabindex='0']";
  const isSkipped = (element) =>
    !element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) ||
    (element.type === "radio" && !element.checked);
  const stops = [...document.querySelectorAll(controls)].filter((element) => !isSkipped(element));
  window.stop = () => {
    const focused = document.activeElement;
    const marks = [focused, ...(focused.labels ?? [])];
    const isMarked = marks.some((element) => getComputedStyle(element).outlineStyle !== "none");
    return { stop: stops.indexOf(focused), isMarked };
  };
  document.activeElement.blur();
  return stops.length;
})();
