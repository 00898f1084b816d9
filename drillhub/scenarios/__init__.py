"""The scenario library: what a drill is played from, as files, immutable versions and pages."""
