"""A generative adversarial network in the layout of DCGAN: seeds, truncation, latent arithmetic."""
