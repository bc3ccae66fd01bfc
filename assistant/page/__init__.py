"""What the page shows, as pure functions from answers and articles to safe HTML; no Gradio here."""
