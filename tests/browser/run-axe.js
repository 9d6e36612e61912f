// Returns a line for each fault that axe-core finds, or cannot decide, in the page.
axe.run(document, { resultTypes: ["violations", "incomplete"] }).then((results) =>
  [...results.violations, ...results.incomplete].flatMap((result) =>
    result.nodes.map((node) => {
      const checks = [...node.any, ...node.all, ...node.none];
      const why = checks.map((check) => check.message).join("; ");
      return `${result.id}: ${node.html}: ${why}`;
    }),
  ),
);
