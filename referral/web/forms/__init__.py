"""Forms: the shape of what is typed. What it means is judged by the use cases."""
