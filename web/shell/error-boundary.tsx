import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ProblemNote } from '../ui/problem.tsx';

/** Catches what a page throws while it is drawn, so that the frame stays and people can go on elsewhere. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('page failed', error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <div className="dz-page"><ProblemNote page error={this.state.error} onRetry={() => this.setState({ error: null })} /></div>;
  }
}
