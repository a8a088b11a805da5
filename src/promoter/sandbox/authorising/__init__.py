"""The stand-in authorisation servers: people who agree or not, codes and tokens that are good for what the real ones are."""
