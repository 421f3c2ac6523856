"""What do admins look after?"""
