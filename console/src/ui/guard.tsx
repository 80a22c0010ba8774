import { Component, type ReactNode } from 'react';
import { ProblemNote } from './notes.tsx';

/** A page that fails says so in its place; the way to the others stays open. */
export class Guard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <ProblemNote problem={this.state.error} retry={() => location.reload()} />
    );
  }
}
