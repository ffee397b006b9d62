/** How many characters of a text are read; a longer one is cut. A message is found in its first lines. */
export const longestText = 2000;
