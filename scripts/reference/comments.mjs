// The texts of docstrings as Markdown.

/** The text of a docstring. Code that is the name of a symbol becomes a link. */
export function commentText(parts, linkTo) {
  return parts
    .map((part) => {
      if (part.kind === "inline-tag") return linked(part.text, linkTo);
      if (part.kind !== "code" || part.text.startsWith("```")) return part.text;
      return linked(part.text.replaceAll("`", ""), linkTo, part.text);
    })
    .join("")
    .replaceAll(/\n(?=\S)(?!(?:[-*]|\d+\.) |```)/g, "\n")
    .trim();
}

/** The texts of the tags of a kind, such as `@throws`. */
export function tagTexts(comment, tag, linkTo) {
  return (comment?.blockTags ?? [])
    .filter((each) => each.tag === tag)
    .map(({ content }) => commentText(content, linkTo));
}

function linked(name, linkTo, text = `\`${name}\``) {
  const link = linkTo(name);
  return link === undefined ? text : `[${text}](${link})`;
}
