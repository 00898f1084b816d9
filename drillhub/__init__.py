"""DrillHub: the service that keeps a certified business-continuity plan alive."""
