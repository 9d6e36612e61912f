// Returns a line for each fault that axe-core finds, or cannot decide, in the page. It does not see
// the contrast of what is scrolled out of a region.
// Text of one letter counts too. The other options are axe-core's own.
axe.configure({
  checks: [
    {
      id: "color-contrast",
      options: {
        ignoreUnicode: true,
        ignoreLength: true,
        ignorePseudo: false,
        boldValue: 700,
        boldTextPt: 14,
        largeTextPt: 18,
        contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } },
        pseudoSizeThreshold: 0.25,
        shadowOutlineEmMax: 0.2,
        textStrokeEmMin: 0.03,
      },
    },
  ],
});
axe.run(document, { resultTypes: ["violations", "incomplete"] }).then((results) =>
  [...results.violations, ...results.incomplete].flatMap((result) =>
    result.nodes.flatMap((node) => {
      const isOut = node.any.some((check) => check.data?.messageKey === "elmPartiallyObscured");
      if (isOut && document.querySelector(node.target[0]).closest(".scroll")) return [];
      const checks = [...node.any, ...node.all, ...node.none];
      const why = checks.map((check) => check.message).join("; ");
      return `${result.id}: ${node.html}: ${why}`;
    }),
  ),
);
