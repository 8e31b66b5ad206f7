/** Settles in a task of its own: a slow phone answers its reader before it. */
export function task(): Promise<void> {
  return new Promise((settle) => setTimeout(settle));
}
