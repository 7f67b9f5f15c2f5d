/** Calls `make` when first asked, and keeps what it gave. A second call during the first (a loop) throws. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  let busy = false;
  return () => {
    if (made === undefined) {
      if (busy) throw new Error('A value of the model was asked for while it was being made.');
      busy = true;
      try {
        made = { value: make() };
      } finally {
        busy = false;
      }
    }
    return made.value;
  };
}
