import { type ComponentChildren, createContext } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  /** Called after Escape too. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** What is drawn inside of a dialog can open nothing beside it. */
export const InDialog = createContext(false);

/** A modal dialog for as long as it is drawn. It holds the focus, and gives it back when it goes. */
export function Dialog({ title, onClose, children, ...rest }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class={`dialog ${rest.class ?? ""}`} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <InDialog.Provider value={true}>{children}</InDialog.Provider>
    </dialog>
  );
}
