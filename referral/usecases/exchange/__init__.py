"""Services in and out in the formats that others use: import rehearsed first, export streamed."""
