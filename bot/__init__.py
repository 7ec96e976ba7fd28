"""The chatbot: what is said, how cases are found, and the channels it is said in."""
